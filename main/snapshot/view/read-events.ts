import { create, fromBinary } from '@bufbuild/protobuf'
import type { WatchCreateRequest } from '../../etcd/gen/etcdserverpb/watch_pb'
import { EventSchema, KeyValueSchema, type Event, type KeyValue } from '../../etcd/gen/mvccpb/kv_pb'
import type { OpenFile } from './open-file'
import { compare } from './sorted-keys'

/** About how much one answer holds; a revision is never split. */
const batchBytes = 512 * 1024
const [noPut, noDelete] = [0, 1]

/** The events of a range from a revision on, in batches of whole revisions; ends at the file's newest revision. */
export function* readEvents(
  file: OpenFile,
  request: WatchCreateRequest,
  from: number,
): Generator<Event[], void, void> {
  const { table } = file.loaded
  let batch: Event[] = []
  let sizeBytes = 0
  let last = 0
  for (let row = table.firstFrom(from); row < table.size; row++) {
    const revision = table.main(row)
    if (sizeBytes > batchBytes && revision !== last) {
      yield batch
      ;[batch, sizeBytes] = [[], 0]
    }
    last = revision
    const key = table.keys.at(table.key(row))
    const isDelete = table.isTombstone(row)
    if (request.filters.includes(isDelete ? noDelete : noPut) || !isIn(request, key)) continue
    const kv = isDelete ? deletedKey(key, revision) : fromBinary(KeyValueSchema, file.stored(row))
    const before = request.prevKv ? file.keys.rowAt(table.key(row), revision - 1) : undefined
    const isKept = before !== undefined && revision - 1 >= file.loaded.compactRevision
    const prevKv = isKept ? fromBinary(KeyValueSchema, file.stored(before)) : undefined
    batch.push(create(EventSchema, { type: isDelete ? 1 : 0, kv, prevKv }))
    sizeBytes += table.sizeBytes(row) + (isKept ? table.sizeBytes(before) : 0)
  }
  if (batch.length > 0) yield batch
}

const deletedKey = (key: Uint8Array, revision: number): KeyValue =>
  create(KeyValueSchema, { key: key.slice(), modRevision: BigInt(revision) })

function isIn({ key: from, rangeEnd }: WatchCreateRequest, key: Uint8Array): boolean {
  if (rangeEnd.length === 0) return compare(key, from) === 0
  if (compare(key, from) < 0 && !(from.length === 1 && from[0] === 0)) return false
  return (rangeEnd.length === 1 && rangeEnd[0] === 0) || compare(key, rangeEnd) < 0
}
