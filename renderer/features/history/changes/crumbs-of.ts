import { bytesToText, startsWith } from '../../../../shared/etcd/key'

/** One step on the way down to a prefix. */
export interface Crumb {
  readonly text: string
  /** What every key below it begins with; empty for all keys. */
  readonly prefix: Uint8Array
}

/**
 * The folders that lead to a prefix, from all keys down; a rest that is no whole folder comes last. On the top level a
 * leading separator belongs to the name, as in the tree.
 */
export function crumbsOf(prefix: Uint8Array, separator: Uint8Array): readonly Crumb[] {
  const crumbs: Crumb[] = [{ text: 'All keys', prefix: prefix.subarray(0, 0) }]
  let from = 0
  while (from < prefix.length) {
    const skip = from === 0 && startsWith(prefix, separator) ? separator.length : 0
    const end = endOfFolder(prefix, separator, from + skip)
    crumbs.push({ text: bytesToText(prefix.subarray(from, end)), prefix: prefix.slice(0, end) })
    from = end
  }
  return crumbs
}

function endOfFolder(prefix: Uint8Array, separator: Uint8Array, from: number): number {
  if (separator.length === 0) return prefix.length
  for (let at = from; at + separator.length <= prefix.length; at++)
    if (startsWith(prefix.subarray(at), separator)) return at + separator.length
  return prefix.length
}
