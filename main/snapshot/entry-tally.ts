import type { VisitEntry } from './bbolt/page'
import { crc32c } from './crc32c'
import { isTombstoneKey, mainAt } from './stored-revision'

/** Sums up entries in their order: CRC32-C over keys and values, how many they are, and the last one's revision. */
export class EntryTally {
  entries = 0
  /** Of keys, values, and names of buckets. */
  bytes = 0
  /** Of the first entry, as one of the bucket of keys; 0: none. */
  firstRevision = 0
  /** Of the last entry, as one of the bucket of keys; 0: none. */
  revision = 0

  hash = 0

  addName(name: Buffer): void {
    this.hash = crc32c(this.hash, name, 0, name.length)
    this.bytes += name.length
  }

  readonly add: VisitEntry = (bytes, { keyAt, end }) => {
    this.hash = crc32c(this.hash, bytes, keyAt, end)
    this.entries += 1
    this.bytes += end - keyAt
  }

  /** One of the bucket of keys. Throws `corrupt` when it is no revision. */
  readonly addRevision: VisitEntry = (bytes, entry) => {
    isTombstoneKey(entry.valueAt - entry.keyAt)
    this.add(bytes, entry)
    this.revision = mainAt(bytes, entry.keyAt)
    this.firstRevision ||= this.revision
  }
}
