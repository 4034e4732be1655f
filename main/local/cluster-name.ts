import { fail } from '../../shared/failure'

const longest = 64

/**
 * The name of a new cluster: the given one without surrounding blanks, or, when none is given, `local-MEMBERS`,
 * `local-MEMBERS-2`, … whichever is free first. Fails with `invalid` or `exists`, `details.field` being `name`.
 */
export function clusterName(given: string | undefined, members: number, taken: readonly string[]): string {
  if (given === undefined) return freeName(`local-${members}`, taken)
  const name = given.trim()
  const details = { field: 'name' }
  if (name === '') throw fail('invalid', 'A cluster needs a name.', { details })
  if (name.length > longest) throw fail('invalid', `A name has at most ${longest} characters.`, { details })
  if (/[/\\]/.test(name)) throw fail('invalid', 'A name cannot hold a slash.', { details })
  if (/\p{Cc}/u.test(name)) throw fail('invalid', 'A name cannot hold control characters.', { details })
  if (taken.includes(name)) throw fail('exists', `There is a cluster named ${name} already.`, { details })
  return name
}

/** `base`, `base-2`, … whichever is not taken. */
export function freeName(base: string, taken: readonly string[]): string {
  let name = base
  for (let n = 2; taken.includes(name); n++) name = `${base}-${n}`
  return name
}
