import { damaged } from './bbolt/damaged'
import { PageFile } from './bbolt/page-file'
import { Walk } from './bbolt/walk'
import { joinCrc32c } from './crc32c-join'
import { EntryTally } from './entry-tally'
import { isKeysBucket } from './read-status'
import type { FileStatus } from './read-status'
import { withWholeFile } from './whole-file'

/** All of a file, what comes before the middle of its keys, or the rest: two threads read a large one. */
export type StatusShare = 'all' | 'first' | 'second'

/** What one thread found in its share. */
export interface TalliedShare {
  /** CRC32-C over names of buckets and entries. */
  readonly hash: number
  readonly bytes: number
  readonly entries: number
  /** Of the first and the last key in the share; 0: it has none. */
  readonly firstRevision: number
  readonly revision: number
  readonly totalSizeBytes: number
  readonly hasKeys: boolean
}

/** Sums up a share of a file, without its SHA-256. Fails as a check does. */
export function tallyShare(path: string, share: StatusShare): Promise<TalliedShare> {
  return withWholeFile(path, ({ file: { fd }, databaseBytes }) => {
    const file = new PageFile(fd, databaseBytes)
    const walk = new Walk(file)
    const tally = new EntryTally()
    const buckets = walk.buckets()
    const middle = buckets.findIndex(isKeysBucket)
    // A database without keys is no snapshot; the first share takes all of it then.
    const last = middle < 0 ? buckets.length : middle
    for (const [index, bucket] of buckets.entries()) {
      const part = index < last ? 'first' : index > last ? 'second' : 'middle'
      const isMine = share === 'all' || part === share
      const pages = part === 'middle' && share !== 'all' ? walk.pagesBelow(bucket) : undefined
      if (isMine || (part === 'middle' && share === 'first')) tally.addName(bucket.name)
      if (pages) {
        const half = Math.ceil(pages.length / 2)
        walk.visitBelow(share === 'first' ? pages.slice(0, half) : pages.slice(half), tally.addRevision)
      } else if (part === 'middle' && share !== 'second') walk.visit(bucket, tally.addRevision)
      else if (isMine) walk.visit(bucket, tally.add)
    }
    const { highWater, pageSize } = file.meta
    const { hash, bytes, entries, firstRevision, revision } = tally
    const totalSizeBytes = highWater * pageSize
    return Promise.resolve({
      hash,
      bytes,
      entries,
      firstRevision,
      revision,
      totalSizeBytes,
      hasKeys: middle >= 0,
    })
  })
}

/** What both shares say together, or one of all. Throws `corrupt` where they do not fit. */
export function joinShares(first: TalliedShare, second?: TalliedShare): FileStatus {
  if (!first.hasKeys) throw damaged('it has no keys: it is a bbolt database, and not of etcd')
  const { totalSizeBytes } = first
  if (!second)
    return { hash: first.hash, revision: BigInt(first.revision), totalKeys: first.entries, totalSizeBytes }
  if (second.firstRevision !== 0 && second.firstRevision < first.revision)
    throw damaged('keys are not in their order')
  return {
    hash: joinCrc32c(first.hash, second.hash, second.bytes),
    revision: BigInt(second.revision || first.revision),
    totalKeys: first.entries + second.entries,
    totalSizeBytes,
  }
}
