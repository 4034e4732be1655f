import type { MessageInitShape } from '@bufbuild/protobuf'
import { compareBytes } from '../../shared/etcd/key'
import { keyAfter } from '../../shared/etcd/range'
import { fail, type FailureError } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import {
  Compare_CompareResult as Result,
  Compare_CompareTarget as Target,
  KV,
  type CompareSchema,
  type RequestOpSchema,
} from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import type { PanelRecord } from '../panels/record'
import { isManyDeletes } from './measure-log'
import type { LogRevision } from './read-log'

const timeoutMs = 120_000

/**
 * Makes one revision again, as one transaction with the same changes in the same order, so that etcd stores it under the same
 * numbers. Each change is guarded by the version that its key must have before; `corrupt` when the store is not as it was.
 */
export async function replayRevision(
  client: EtcdClient,
  logged: LogRevision,
  signal: AbortSignal,
): Promise<void> {
  if (isManyDeletes(logged)) return deleteRanges(client, logged, signal)
  const { revision, records } = logged
  const request = { compare: records.map(guardOf), success: records.map(opOf) }
  const { header, succeeded } = await client.unary(KV.method.txn, request, { signal, timeoutMs })
  if (!succeeded || headerRevision(header) !== revision) throw differs(revision)
}

function guardOf({ kind, kv: { key, version } }: PanelRecord): MessageInitShape<typeof CompareSchema> {
  const target = Target.VERSION
  return kind === 'delete'
    ? { key, target, result: Result.GREATER, targetUnion: { case: 'version', value: 0n } }
    : { key, target, result: Result.EQUAL, targetUnion: { case: 'version', value: version - 1n } }
}

function opOf({ kind, kv: { key, value, lease } }: PanelRecord): MessageInitShape<typeof RequestOpSchema> {
  return kind === 'delete'
    ? { request: { case: 'requestDeleteRange', value: { key } } }
    : { request: { case: 'requestPut', value: { key, value, lease } } }
}

/** Deletions by the hundred thousand are no transaction that etcd takes; they were one range, or a few. */
async function deleteRanges(
  client: EtcdClient,
  { revision, records }: LogRevision,
  signal: AbortSignal,
): Promise<void> {
  const success: MessageInitShape<typeof RequestOpSchema>[] = []
  const options = { signal, timeoutMs }
  for (let from = 0; from < records.length;) {
    const to = await endOfRange(client, records, from, signal)
    const [first, last] = [records[from]?.kv.key, records[to - 1]?.kv.key]
    if (!first || !last) throw differs(revision)
    const value = { key: first, rangeEnd: keyAfter(last) }
    success.push({ request: { case: 'requestDeleteRange', value } })
    from = to
  }
  const { header, responses } = await client.unary(KV.method.txn, { success }, options)
  const deleted = responses.reduce(
    (sum, { response }) => sum + (response.case === 'responseDeleteRange' ? response.value.deleted : 0n),
    0n,
  )
  if (headerRevision(header) !== revision || deleted !== BigInt(records.length)) throw differs(revision)
}

/** One past the last record that one range from `from` on deletes: its keys, and no other. */
async function endOfRange(
  client: EtcdClient,
  records: readonly PanelRecord[],
  from: number,
  signal: AbortSignal,
): Promise<number> {
  let to = from + 1
  const keyOf = (i: number) => records[i]?.kv.key ?? new Uint8Array()
  while (to < records.length && compareBytes(keyOf(to - 1), keyOf(to)) < 0) to += 1
  const range = { key: keyOf(from), rangeEnd: keyAfter(keyOf(to - 1)), keysOnly: true }
  const { kvs } = await client.unary(KV.method.range, range, { signal, timeoutMs })
  let same = 0
  while (same < to - from && compareBytes(kvs[same]?.key ?? new Uint8Array(), keyOf(from + same)) === 0)
    same += 1
  return from + Math.max(1, same)
}

const differs = (revision: bigint): FailureError =>
  fail(
    'corrupt',
    `The new cluster is not as the log has it at revision ${revision}: a change does not follow from what is there.`,
  )
