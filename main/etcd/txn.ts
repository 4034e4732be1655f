import type { MessageInitShape } from '@bufbuild/protobuf'
import type { RangeInput, TxnCompare, TxnOp, TxnOpResult, TxnResult } from '../../shared/contract/kv'
import { parseId, toLeaseId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import {
  Compare_CompareResult,
  Compare_CompareTarget,
  type CompareSchema,
  type RangeRequestSchema,
  type RequestOpSchema,
  type ResponseOp,
  type TxnResponse,
} from './gen/etcdserverpb/kv_pb'
import { headerRevision, toKeyValue, toRangeResult } from './rows'

type CompareInit = MessageInitShape<typeof CompareSchema>
type RequestOpInit = MessageInitShape<typeof RequestOpSchema>

/** A lease id as the contract writes it (hex), as the wire wants it (signed). */
export function leaseOf(id: string): bigint {
  return toLeaseId(parseId(id))
}

/** The contract's range as etcd's request. */
export function toRangeRequest({ limit, ...range }: RangeInput): MessageInitShape<typeof RangeRequestSchema> {
  return { ...range, limit: BigInt(limit ?? 0) }
}

/** One condition of a transaction; all are equalities. */
export function toCompare({ key, ...compare }: TxnCompare): CompareInit {
  const result = Compare_CompareResult.EQUAL
  switch (compare.target) {
    case 'version':
      return {
        key,
        result,
        target: Compare_CompareTarget.VERSION,
        targetUnion: { case: 'version', value: compare.equals },
      }
    case 'createRevision':
      return {
        key,
        result,
        target: Compare_CompareTarget.CREATE,
        targetUnion: { case: 'createRevision', value: compare.equals },
      }
    case 'modRevision':
      return {
        key,
        result,
        target: Compare_CompareTarget.MOD,
        targetUnion: { case: 'modRevision', value: compare.equals },
      }
    case 'value':
      return {
        key,
        result,
        target: Compare_CompareTarget.VALUE,
        targetUnion: { case: 'value', value: compare.equals },
      }
    case 'lease':
      return {
        key,
        result,
        target: Compare_CompareTarget.LEASE,
        targetUnion: { case: 'lease', value: leaseOf(compare.equals) },
      }
  }
}

export function toRequestOp(op: TxnOp): RequestOpInit {
  switch (op.kind) {
    case 'range':
      return { request: { case: 'requestRange', value: toRangeRequest(op) } }
    case 'put': {
      const { key, value, ignoreLease } = op
      const lease = op.lease === undefined ? 0n : leaseOf(op.lease)
      return { request: { case: 'requestPut', value: { key, value, ignoreLease, lease } } }
    }
    case 'delete':
      return { request: { case: 'requestDeleteRange', value: { key: op.key, rangeEnd: op.rangeEnd } } }
  }
}

function toOpResult({ response }: ResponseOp): TxnOpResult {
  switch (response.case) {
    case 'responseRange':
      return { kind: 'range', range: toRangeResult(response.value) }
    case 'responsePut':
      return { kind: 'put', prevKv: response.value.prevKv && toKeyValue(response.value.prevKv) }
    case 'responseDeleteRange':
      return { kind: 'delete', deleted: response.value.deleted }
    default:
      throw fail('internal', 'etcd answered a transaction with an operation that was not asked for.')
  }
}

export function toTxnResult(response: TxnResponse): TxnResult {
  return {
    revision: headerRevision(response.header),
    succeeded: response.succeeded,
    results: response.responses.map(toOpResult),
  }
}
