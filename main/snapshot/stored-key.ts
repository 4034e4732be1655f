import { damaged } from './bbolt/damaged'

/** The tag of field 1 of mvccpb.KeyValue, the key, with which etcd begins each value. */
const keyTag = 0x0a
const none = Buffer.alloc(0)

/**
 * The key of an entry of the key bucket whose stored KeyValue lies between two places; a view. `--bump-revision` leaves
 * an entry without one: etcd takes that for an empty key. Throws `corrupt`.
 */
export function storedKey(bytes: Buffer, from: number, end: number): Buffer {
  if (from === end) return none
  let at = from + 1
  let length = 0
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[at++] ?? 0
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  if (bytes[from] !== keyTag || at + length > end) throw damaged('a revision holds no key')
  return bytes.subarray(at, at + length)
}
