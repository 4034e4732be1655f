import { fail } from '../../shared/failure'
import { Column } from '../history/column'
import { KeyTable } from '../history/key-table'
import { damaged } from './bbolt/damaged'
import type { PageFile } from './bbolt/page-file'
import { Walk, type Bucket } from './bbolt/walk'
import { crc32c } from './crc32c'
import { storedKey } from './stored-key'
import { compactRevisionOf, isTombstoneKey, mainAt } from './stored-revision'

/** What a member was asked and answered, as far as its hash depends on it. */
export interface HashKvAt {
  /** Absent: the newest in the file. */
  readonly revision?: number
  /** As it came with the member's hash: up to it the member drops revisions. */
  readonly compactRevision: number
  /** Hash as after a restore with `--bump-revision` of so many: it adds an entry without a value behind the newest. */
  readonly bumpBy?: number
}

export interface HashKv {
  /** What `etcdctl endpoint hashkv` prints of a member that holds what the file holds. */
  readonly hash: number
  /** At which it was taken. */
  readonly revision: number
  /** Up to which revision the file was compacted itself. */
  readonly compactRevision: number
}

/**
 * etcd's HashKV of a file: CRC32-C over `key` and the entries of that bucket up to a revision, without those that a
 * compaction drops (mvcc/kvstore.go and hash.go, `hashByRev`): at or below the compacted revision only what lives at the
 * revision that was asked for is hashed. No deletion does, so what versions do otherwise with one exactly there is the
 * same here. Throws `precondition` for a revision that the file does not reach, `compacted` for one that it has dropped,
 * `corrupt`.
 */
export function hashKv(file: PageFile, at: HashKvAt): HashKv {
  const { keys, compactRevision: compacted } = bucketsOf(file)
  const { compactRevision, bumpBy = 0, revision: asked = Infinity } = at
  if (asked < compacted)
    throw fail(
      'compacted',
      `Revision ${asked} is not in the file any more: it was compacted at ${compacted}.`,
    )
  const isKept = keptRows(file, keys, { compactRevision, revision: asked, isBumped: bumpBy > 0 })
  const last = Buffer.alloc(17)
  let hash = crc32c(0, keys.name, 0, keys.name.length)
  let row = 0
  new Walk(file).visit(keys, (bytes, { keyAt, valueAt, end }) => {
    const main = mainAt(bytes, keyAt)
    isTombstoneKey(valueAt - keyAt) // Throws when it is no revision.
    bytes.copy(last, 0, keyAt)
    if (main > asked || (main <= compactRevision && !isKept(row++))) return
    hash = crc32c(hash, bytes, keyAt, end)
  })
  const bumped = mainAt(last, 0) + bumpBy
  if (bumpBy > 0 && bumped <= asked) {
    last.writeBigInt64BE(BigInt(bumped))
    hash = crc32c(hash, last, 0, last.length)
  }
  const newest = Math.max(1, bumped, compacted)
  if (asked > newest && asked !== Infinity)
    throw fail(
      'precondition',
      `The file ends at revision ${newest}: there is no revision ${asked} in it yet.`,
    )
  return { hash, revision: Math.min(asked, newest), compactRevision: compacted }
}

function bucketsOf(file: PageFile): { readonly keys: Bucket; readonly compactRevision: number } {
  const walk = new Walk(file)
  const buckets = new Map(walk.buckets().map((each) => [each.name.toString('latin1'), each]))
  const keys = buckets.get('key')
  if (!keys) throw damaged('it has no keys: it is a bbolt database, and not of etcd')
  const entries = new Map<string, Buffer>()
  const meta = buckets.get('meta')
  if (meta)
    walk.visit(meta, (bytes, { keyAt, valueAt, end }) => {
      entries.set(bytes.toString('latin1', keyAt, valueAt), Buffer.from(bytes.subarray(valueAt, end)))
    })
  return { keys, compactRevision: compactRevisionOf(entries) }
}

/** Tells of rows up to the compacted revision, by their order, whether they are hashed. */
function keptRows(
  file: PageFile,
  keys: Bucket,
  at: { readonly compactRevision: number; readonly revision: number; readonly isBumped: boolean },
): (row: number) => boolean {
  if (at.compactRevision === 0) return () => true
  const living = livingRows(file, keys, at.revision)
  // Where no key lives etcd hashes what it has: what lived at the compaction. (From 3.4.34 and 3.5.16 on it also has
  // deletions exactly there, and leaves them out.) The entry that a bump adds lives.
  const kept = living.size > 0 || at.isBumped ? living : livingRows(file, keys, at.compactRevision)
  return kept.has
}

interface Rows {
  readonly size: number
  readonly has: (row: number) => boolean
}

/** The rows, by their order in the file, that hold what a key is at a revision. */
function livingRows(file: PageFile, keys: Bucket, revision: number): Rows {
  const table = new KeyTable()
  /** Of a key, one more than its row. */
  const newest = new Column('uint32')
  const lives = new Column('uint32')
  let row = 0
  let size = 0
  const mark = (which: number, isLiving: 0 | 1) => {
    size += isLiving - lives.get(which)
    lives.set(which, isLiving)
  }
  new Walk(file).visit(keys, (bytes, { keyAt, valueAt, end }) => {
    const isTombstone = isTombstoneKey(valueAt - keyAt)
    if (mainAt(bytes, keyAt) > revision) return
    const key = table.add(storedKey(bytes, valueAt, end))
    const before = newest.get(key)
    if (before > 0) mark(before - 1, 0)
    mark(row, isTombstone ? 0 : 1)
    newest.set(key, ++row)
  })
  return { size, has: (which) => lives.get(which) === 1 }
}
