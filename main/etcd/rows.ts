import type { KeyValue as KeyValueRow, RangeResult } from '../../shared/contract/kv'
import { formatId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import type { RangeResponse } from './gen/etcdserverpb/kv_pb'
import type { KeyValue } from './gen/mvccpb/kv_pb'
import type { ResponseHeader } from './gen/etcdserverpb/header_pb'

/** A KeyValue of the wire as the contract's row: own bytes (never a slice of a pooled buffer), lease as hex. */
export function toKeyValue(kv: Omit<KeyValue, '$typeName'>): KeyValueRow {
  return {
    key: Uint8Array.from(kv.key),
    value: Uint8Array.from(kv.value),
    createRevision: kv.createRevision,
    modRevision: kv.modRevision,
    version: kv.version,
    lease: kv.lease === 0n ? undefined : formatId(kv.lease),
  }
}

/** The revision of an answer's header; every etcd answer has one. */
export function headerRevision(header: ResponseHeader | undefined): bigint {
  if (!header) throw fail('internal', 'etcd answered without a header.')
  return header.revision
}

export function toRangeResult(response: RangeResponse): RangeResult {
  return {
    revision: headerRevision(response.header),
    kvs: response.kvs.map(toKeyValue),
    more: response.more,
    count: response.count,
  }
}
