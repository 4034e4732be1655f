import type { SnapshotStatus } from '../../shared/contract/snapshot'
import { damaged } from './bbolt/damaged'
import type { PageFile } from './bbolt/page-file'
import { Walk, type Bucket } from './bbolt/walk'
import { EntryTally } from './entry-tally'
import { LiveKeys } from './live-keys'
import { isTombstoneKey, mainAt } from './stored-revision'

/** What a file says of itself, but for how many keys live in it. */
export type FileStatus = Omit<SnapshotStatus, 'keys'>

/** Entries. */
const tellEvery = 256

/**
 * What `etcdctl snapshot status` (up to 3.5) says of a file, and how many keys live in it. Every page of the database is
 * reached and checked on the way: `corrupt` when one is not as it must be.
 *
 * @param onRead called now and then with how many bytes of entries were read
 */
export function readStatus(file: PageFile, onRead?: (bytes: number) => void): SnapshotStatus {
  const walk = new Walk(file)
  const keys = new LiveKeys()
  const tally = new EntryTally()
  let revision = 0
  const buckets = walk.buckets()
  for (const bucket of buckets) {
    const isKeys = isKeysBucket(bucket)
    tally.addName(bucket.name)
    walk.visit(bucket, (bytes, entry) => {
      tally.add(bytes, entry)
      if (tally.entries % tellEvery === 0) onRead?.(tally.bytes)
      if (!isKeys) return
      isTombstoneKey(entry.valueAt - entry.keyAt)
      keys.add(bytes, entry)
      revision = mainAt(bytes, entry.keyAt)
    })
  }
  if (!buckets.some(isKeysBucket)) throw damaged('it has no keys: it is a bbolt database, and not of etcd')
  const { highWater, pageSize } = file.meta
  const { hash, entries } = tally
  const totalSizeBytes = highWater * pageSize
  return { hash, revision: BigInt(revision), totalKeys: entries, keys: keys.size, totalSizeBytes }
}

/** Whether it is the one that holds what people put. */
export const isKeysBucket = ({ name }: Bucket): boolean => name.toString('latin1') === 'key'
