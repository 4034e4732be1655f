import { damaged } from './bbolt/damaged'

/** Of an entry in the key bucket: main (8 bytes), `_`, sub (8 bytes). A tombstone's has a `t` behind it. */
const revisionBytes = 17

/** Whether an entry of the key bucket, by the length of its key, is a deletion. Throws `corrupt` when it is no revision. */
export function isTombstoneKey(length: number): boolean {
  if (length !== revisionBytes && length !== revisionBytes + 1)
    throw damaged('an entry of the keys is no revision')
  return length > revisionBytes
}

/** The main revision at a place: exact below 2^53, far beyond every store. */
export const mainAt = (bytes: Buffer, at: number): number =>
  bytes.readUInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)

/**
 * Up to where the store was compacted, or would be when etcd starts on this file, by the entries of the bucket `meta`; 0:
 * never.
 */
export function compactRevisionOf(meta: ReadonlyMap<string, Buffer>): number {
  const revisions = ['scheduledCompactRev', 'finishedCompactRev'].map((name) => meta.get(name))
  return Math.max(...revisions.map((each) => (each && each.length >= 8 ? mainAt(each, 0) : 0)))
}
