import { toSegment } from './segment'

/** What reads the keys below a prefix now, and how far it is. */
export interface Reading {
  readonly prefix: Uint8Array
  readonly done: number
  readonly total: number
}

/**
 * How far everything is that is being read at a time, in keys. A folder that is read inside another one is part of
 * that one's keys: counting both would tell of more keys than there are. Undefined when nothing is read.
 */
export function loadingOf(readings: Iterable<Reading>): { done: number; total: number } | undefined {
  const sorted = [...readings]
    .map((reading) => ({ reading, prefix: toSegment(reading.prefix) }))
    .sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0))
  let outer: string | undefined
  let loading: { done: number; total: number } | undefined
  for (const { reading, prefix } of sorted) {
    if (outer !== undefined && prefix.startsWith(outer)) continue
    outer = prefix
    loading ??= { done: 0, total: 0 }
    loading.done += reading.done
    loading.total += reading.total
  }
  return loading
}
