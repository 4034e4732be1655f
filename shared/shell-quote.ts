/** One argument for a POSIX shell, exactly as it is: plain where nothing in it means something to a shell. */
export function shellQuote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}
