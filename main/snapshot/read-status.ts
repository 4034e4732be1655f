import type { SnapshotStatus } from '../../shared/contract/snapshot'
import { damaged } from './bbolt/damaged'
import type { PageFile } from './bbolt/page-file'
import { Walk } from './bbolt/walk'
import { crc32c } from './crc32c'
import { LiveKeys } from './live-keys'
import { isTombstoneKey } from './stored-revision'

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
  let hash = 0
  let totalKeys = 0
  let readBytes = 0
  let revision = 0n
  const buckets = walk.buckets()
  for (const bucket of buckets) {
    const isKeys = bucket.name.toString('latin1') === 'key'
    let last: Buffer | undefined
    hash = crc32c(hash, bucket.name, 0, bucket.name.length)
    walk.visit(bucket, (bytes, entry) => {
      const { keyAt, valueAt, end } = entry
      hash = crc32c(hash, bytes, keyAt, end)
      totalKeys += 1
      readBytes += end - keyAt
      if (totalKeys % tellEvery === 0) onRead?.(readBytes)
      if (!isKeys) return
      isTombstoneKey(valueAt - keyAt)
      keys.add(bytes, entry)
      last ??= Buffer.alloc(8)
      for (let i = 0; i < 8; i++) last[i] = bytes[keyAt + i] ?? 0
    })
    if (last) revision = last.readBigInt64BE(0)
  }
  if (!buckets.some(({ name }) => name.toString('latin1') === 'key'))
    throw damaged('it has no keys: it is a bbolt database, and not of etcd')
  const { highWater, pageSize } = file.meta
  return { hash, revision, totalKeys, keys: keys.size, totalSizeBytes: highWater * pageSize }
}
