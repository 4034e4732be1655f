/** What is wrong with an absolute path on a Unix machine; undefined for one that is right. `what` begins the sentence. */
export function pathProblem(path: string, what: string): string | undefined {
  const text = path.trim()
  if (text === '') return `${what} needs its whole path.`
  if (/[\u0000-\u001f\u007f]/.test(text)) return `${what} has a control character in its path.`
  if (!text.startsWith('/')) return `${what} needs its whole path, from the root on: it begins with /.`
  if (/^\/+$/.test(text)) return `${what} cannot be the root of the file system.`
  if (/\/\.{1,2}(\/|$)/.test(text)) return `${what} is to be named without . and .. in its path.`
  return undefined
}

/** Whether the one is the other, or lies somewhere in it. */
export function isWithin(path: string, folder: string): boolean {
  const plain = (text: string) => `${text.trim().replaceAll(/\/+/g, '/').replace(/\/$/, '')}/`
  return plain(path).startsWith(plain(folder))
}
