import { fstatSync } from 'node:fs'
import { damaged } from '../bbolt/damaged'
import { PageFile } from '../bbolt/page-file'
import { Walk, type Bucket } from '../bbolt/walk'
import { hasTrailer, trailerBytes } from '../sha256-trailer'
import { compactRevisionOf, isTombstoneKey, mainAt } from '../stored-revision'
import { readHead, type KeyValueHead } from './key-value'
import { RevisionTable } from './revision-table'

/** A database file as it was read: revisions in a table, the small buckets whole. */
export interface LoadedFile {
  readonly table: RevisionTable
  /** The newest revision, also one that holds no key any more. */
  readonly revision: number
  /** Revisions below it were dropped, or would be when etcd starts on this file. 0: none. */
  readonly compactRevision: number
  /** Entries of a bucket by its name, in order. Not of `key`. */
  readonly bucket: (name: string) => readonly (readonly [key: Buffer, value: Buffer])[]
  readonly sizeBytes: number
  readonly hasTrailer: boolean
}

const progressEvery = 100_000

/**
 * Reads a database file; values stay in it. The key entry of `--bump-revision` has no value: it only says how far the
 * revisions go. Throws `corrupt` for what is no database of etcd's, or a damaged one.
 *
 * @param onProgress called now and then with how many revisions are in
 */
export function loadFile(fd: number, onProgress: (revisions: number) => void): LoadedFile {
  const { size } = fstatSync(fd)
  const withTrailer = hasTrailer(size)
  const sizeBytes = size - (withTrailer ? trailerBytes : 0)
  const file = new PageFile(fd, sizeBytes)
  const walk = new Walk(file)
  const buckets = new Map(walk.buckets().map((each) => [each.name.toString('latin1'), each]))
  const keys = buckets.get('key')
  if (!keys) throw damaged('it has no keys: it is a bbolt database, and not of etcd')
  const table = new RevisionTable()
  const newest = loadKeys(walk, keys, { table, onProgress })
  const bucket = (name: string) => entriesOf(walk, buckets.get(name))
  const read = new Map(
    [...buckets.keys()].filter((name) => name !== 'key').map((name) => [name, bucket(name)]),
  )
  const meta = new Map((read.get('meta') ?? []).map(([key, value]) => [key.toString('latin1'), value]))
  const compactRevision = compactRevisionOf(meta)
  return {
    ...{ table, compactRevision, sizeBytes: size, hasTrailer: withTrailer },
    revision: Math.max(1, newest, compactRevision),
    bucket: (name) => read.get(name) ?? [],
  }
}

function entriesOf(walk: Walk, bucket: Bucket | undefined): (readonly [Buffer, Buffer])[] {
  const entries: (readonly [Buffer, Buffer])[] = []
  if (bucket)
    walk.visit(bucket, (bytes, { keyAt, valueAt, end }) => {
      entries.push([Buffer.from(bytes.subarray(keyAt, valueAt)), Buffer.from(bytes.subarray(valueAt, end))])
    })
  return entries
}

function loadKeys(
  walk: Walk,
  keys: Bucket,
  { table, onProgress }: { readonly table: RevisionTable; readonly onProgress: (revisions: number) => void },
): number {
  const head: KeyValueHead = { keyAt: 0, keyEnd: 0, createRevision: 0, version: 0, lease: 0n }
  let newest = 0
  walk.visit(keys, (bytes, { keyAt, valueAt, end, fileAt }) => {
    const isTombstone = isTombstoneKey(valueAt - keyAt)
    newest = mainAt(bytes, keyAt)
    if (end === valueAt) return
    readHead(bytes, valueAt, end, head)
    table.add({
      ...{ main: newest, sub: mainAt(bytes, keyAt + 9) },
      ...{ key: bytes.subarray(head.keyAt, head.keyEnd), isTombstone },
      ...{ createRevision: head.createRevision, version: head.version, lease: head.lease },
      ...{ fileAt, sizeBytes: end - valueAt },
    })
    if (table.size % progressEvery === 0) onProgress(table.size)
  })
  return newest
}
