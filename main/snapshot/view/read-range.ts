import type { RangeRequest } from '../../etcd/gen/etcdserverpb/kv_pb'
import type { OpenFile } from './open-file'
import { varint64, varintBytes, writeVarint } from './proto-bytes'
import { RpcError } from './rpc-error'
import { compare } from './sorted-keys'

/** The rows that a Range answers with, after limit and order; `count` is that of the whole range. */
export interface FoundRange {
  readonly rows: readonly number[]
  readonly count: number
  readonly more: boolean
}

const outOfRange = 11

/** The revision that a request is about; throws etcd's own errors for one that is compacted, or to come. */
export function revisionOf({ loaded }: OpenFile, wanted: bigint): number {
  const revision = Number(wanted)
  if (revision > loaded.revision)
    throw new RpcError(outOfRange, 'etcdserver: mvcc: required revision is a future revision')
  if (revision > 0 && revision < loaded.compactRevision)
    throw new RpcError(outOfRange, 'etcdserver: mvcc: required revision has been compacted')
  return revision > 0 ? revision : loaded.revision
}

/** What etcd's Range finds, in the file. */
export function readRange(file: OpenFile, request: RangeRequest): FoundRange {
  const { table } = file.loaded
  const revision = revisionOf(file, request.revision)
  const [from, end] = file.keys.placesOf(request.key, request.rangeEnd)
  const limit = request.limit > 0n ? Number(request.limit) : Infinity
  const isSorted = request.sortOrder !== 0 && !(request.sortTarget === 0 && request.sortOrder === 1)
  const isLimited = !isSorted && !isFiltered(request)
  const rows: number[] = []
  let count = 0
  for (let place = from; place < end; place++) {
    const row = file.keys.rowAt(file.keys.key(place), revision)
    if (row === undefined) continue
    count++
    if (request.countOnly || (isLimited && rows.length >= limit)) continue
    if (isWanted(request, table.main(row), table.createRevision(row))) rows.push(row)
  }
  if (isSorted) rows.sort(inOrder(file, request))
  const kept = rows.length > limit ? rows.slice(0, limit) : rows
  return { rows: kept, count, more: !request.countOnly && (isLimited ? count > limit : rows.length > limit) }
}

const isFiltered = (request: RangeRequest) =>
  [request.minModRevision, request.maxModRevision, request.minCreateRevision, request.maxCreateRevision].some(
    (bound) => bound > 0n,
  )

function isWanted(request: RangeRequest, mod: number, create: number): boolean {
  const within = (value: number, min: bigint, max: bigint) =>
    (min === 0n || value >= Number(min)) && (max === 0n || value <= Number(max))
  return (
    within(mod, request.minModRevision, request.maxModRevision) &&
    within(create, request.minCreateRevision, request.maxCreateRevision)
  )
}

function inOrder(file: OpenFile, { sortOrder, sortTarget }: RangeRequest) {
  const { table } = file.loaded
  const sign = sortOrder === 2 ? -1 : 1
  const figures = [undefined, table.version, table.createRevision, table.main, undefined] as const
  const figure = figures[sortTarget]
  if (figure) return (a: number, b: number) => sign * (figure(a) - figure(b))
  if (sortTarget === 0)
    return (a: number, b: number) => sign * compare(table.keys.at(table.key(a)), table.keys.at(table.key(b)))
  throw new RpcError(12, 'A snapshot file is not sorted by values.')
}

/** A RangeResponse as bytes: how long, and its pieces as they are asked for. */
export function rangeBytes(
  file: OpenFile,
  request: RangeRequest,
  header: Uint8Array,
): { readonly sizeBytes: number; readonly pieces: Iterable<Uint8Array> } {
  const found = readRange(file, request)
  const foot = footOf(found)
  const size = (row: number) => bodyBytes(file, row, request.keysOnly)
  let sizeBytes = header.length + foot.length
  for (const row of found.rows) {
    const body = size(row)
    sizeBytes += 1 + varintBytes(body) + body
  }
  return { sizeBytes, pieces: piecesOf(file, { found, keysOnly: request.keysOnly, header, foot }) }
}

const blockBytes = 64 * 1024

function* piecesOf(
  file: OpenFile,
  answer: {
    readonly found: FoundRange
    readonly keysOnly: boolean
    readonly header: Uint8Array
    readonly foot: Uint8Array
  },
): Generator<Uint8Array, void, void> {
  yield answer.header
  let block: Uint8Array[] = []
  let length = 0
  for (const row of answer.found.rows) {
    const body = answer.keysOnly ? withoutValue(file, row) : file.stored(row)
    const head = new Uint8Array(1 + varintBytes(body.length))
    head[0] = 0x12
    writeVarint(head, 1, body.length)
    block.push(head, body)
    length += head.length + body.length
    if (length < blockBytes) continue
    yield Buffer.concat(block)
    ;[block, length] = [[], 0]
  }
  yield Buffer.concat([...block, answer.foot])
}

/** Fields 3 `more` and 4 `count`. */
function footOf({ more, count }: FoundRange): Uint8Array {
  const bytes = new Uint8Array(3 + varintBytes(count))
  bytes.set([0x18, more ? 1 : 0, 0x20])
  writeVarint(bytes, 3, count)
  return bytes
}

function bodyBytes(file: OpenFile, row: number, keysOnly: boolean): number {
  const { table } = file.loaded
  if (!keysOnly) return table.sizeBytes(row)
  const key = table.keys.at(table.key(row)).length
  const figures = [table.createRevision(row), table.main(row), table.version(row)]
  const lease = table.lease(row)
  return (
    1 +
    varintBytes(key) +
    key +
    figures.reduce((sum, figure) => sum + 1 + varintBytes(figure), 0) +
    (lease === 0n ? 0 : 1 + varint64(lease).length)
  )
}

function withoutValue(file: OpenFile, row: number): Uint8Array {
  const { table } = file.loaded
  const key = table.keys.at(table.key(row))
  const bytes = new Uint8Array(bodyBytes(file, row, true))
  bytes[0] = 0x0a
  let at = writeVarint(bytes, 1, key.length)
  bytes.set(key, at)
  at += key.length
  const figures = [
    [0x10, table.createRevision(row)],
    [0x18, table.main(row)],
    [0x20, table.version(row)],
  ] as const
  for (const [tag, figure] of figures) {
    bytes[at] = tag
    at = writeVarint(bytes, at + 1, figure)
  }
  const lease = table.lease(row)
  if (lease !== 0n) {
    bytes[at] = 0x30
    bytes.set(varint64(lease), at + 1)
  }
  return bytes
}
