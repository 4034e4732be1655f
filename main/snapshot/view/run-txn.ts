import { create, fromBinary } from '@bufbuild/protobuf'
import type { ResponseHeader } from '../../etcd/gen/etcdserverpb/header_pb'
import {
  Compare_CompareResult as Result,
  Compare_CompareTarget as Target,
  RangeResponseSchema,
  TxnResponseSchema,
  type Compare,
  type RangeRequest,
  type RangeResponse,
  type RequestOp,
  type TxnRequest,
  type TxnResponse,
} from '../../etcd/gen/etcdserverpb/kv_pb'
import { KeyValueSchema } from '../../etcd/gen/mvccpb/kv_pb'
import type { OpenFile } from './open-file'
import { readRange } from './read-range'
import { readOnlyError } from './rpc-error'
import { compare as compareBytes } from './sorted-keys'

/** A Range as a message: for the few keys of a transaction. */
export function rangeMessage(file: OpenFile, request: RangeRequest, header?: ResponseHeader): RangeResponse {
  const { rows, count, more } = readRange(file, request)
  const kvs = rows.map((row) => {
    const kv = fromBinary(KeyValueSchema, file.stored(row))
    return request.keysOnly ? { ...kv, value: new Uint8Array() } : kv
  })
  return create(RangeResponseSchema, { header, kvs, count: BigInt(count), more })
}

/** A transaction that only reads; any other is refused before anything of it is done. */
export function runTxn(file: OpenFile, request: TxnRequest, header: ResponseHeader): TxnResponse {
  if (!isReadOnly([...request.success, ...request.failure])) throw readOnlyError()
  const succeeded = request.compare.every((each) => holds(file, each))
  const responses = (succeeded ? request.success : request.failure).map(({ request: op }) => {
    if (op.case === 'requestRange')
      return { response: { case: 'responseRange', value: rangeMessage(file, op.value, header) } as const }
    if (op.case === 'requestTxn')
      return { response: { case: 'responseTxn', value: runTxn(file, op.value, header) } as const }
    throw readOnlyError()
  })
  return create(TxnResponseSchema, { header, succeeded, responses })
}

function isReadOnly(operations: readonly RequestOp[]): boolean {
  return operations.every(({ request: op }) => {
    if (op.case === 'requestTxn') return isReadOnly([...op.value.success, ...op.value.failure])
    return op.case === 'requestRange'
  })
}

/** Whether every key of a comparison's range passes; a key that is not there compares with zeros, as in etcd. */
function holds(file: OpenFile, each: Compare): boolean {
  const { loaded, keys } = file
  const [from, end] = keys.placesOf(each.key, each.rangeEnd)
  const rows: (number | undefined)[] = []
  for (let place = from; place < end; place++) {
    const row = keys.rowAt(keys.key(place), loaded.revision)
    if (row !== undefined) rows.push(row)
  }
  if (rows.length === 0) {
    if (each.rangeEnd.length > 0) return true
    if (each.target === Target.VALUE) return false
    rows.push(undefined)
  }
  return rows.every((row) => passes(each.result, difference(file, each, row)))
}

function difference(file: OpenFile, { target, targetUnion }: Compare, row: number | undefined): number {
  const { table } = file.loaded
  const figure = (value: number | bigint, wanted: unknown) => {
    const [is, than] = [BigInt(value), typeof wanted === 'bigint' ? wanted : 0n]
    return is < than ? -1 : is > than ? 1 : 0
  }
  const { value } = targetUnion
  switch (target) {
    case Target.VERSION:
      return figure(row === undefined ? 0 : table.version(row), value)
    case Target.CREATE:
      return figure(row === undefined ? 0 : table.createRevision(row), value)
    case Target.MOD:
      return figure(row === undefined ? 0 : table.main(row), value)
    case Target.LEASE:
      return figure(row === undefined ? 0 : table.lease(row), value)
    default: {
      const stored = row === undefined ? new Uint8Array() : fromBinary(KeyValueSchema, file.stored(row)).value
      return compareBytes(stored, value instanceof Uint8Array ? value : new Uint8Array())
    }
  }
}

function passes(result: Result, difference: number): boolean {
  if (result === Result.GREATER) return difference > 0
  if (result === Result.LESS) return difference < 0
  return result === Result.EQUAL ? difference === 0 : difference !== 0
}
