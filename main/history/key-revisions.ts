import type { HistoryRow, KeyRevision } from '../../shared/contract/history'
import { equalBytes } from '../../shared/etcd/key'
import { formatId } from '../../shared/etcd/id'
import { zeroByte } from '../../shared/etcd/range'
import { findCompactRevision } from '../cluster/compact-revision'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { watchRange, type WatchedKey } from '../etcd/watch'
import { summarize } from './summarize'

/** See the contract's `history.revisions`. */
export async function* keyRevisions(
  client: EtcdClient,
  key: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<readonly HistoryRow[], void, void> {
  const now = await client.unary(KV.method.range, { key }, { signal })
  const current = headerRevision(now.header)
  const floor = await findCompactRevision(client, { floor: 1n, current, signal })
  const first = await client.unary(KV.method.range, { key, revision: floor }, { signal })
  const rows: KeyRevision[] = []
  let before: WatchedKey | undefined = first.kvs[0]
  if (before) rows.push(toRevision(before, undefined, before.version > 1n))
  if (current > floor) {
    const all = { key: zeroByte, rangeEnd: zeroByte, startRevision: floor + 1n }
    replay: for await (const item of watchRange(client, all, signal)) {
      if (item.kind !== 'events') continue
      for (const { type, kv } of item.events) {
        if (kv.modRevision > current) break replay
        if (equalBytes(kv.key, key)) {
          rows.push(type === 'put' ? toRevision(kv, before, false) : deleted(kv, before))
          before = type === 'put' ? kv : undefined
        }
      }
      if ((item.events.at(-1)?.kv.modRevision ?? 0n) >= current) break
    }
  }
  yield [{ kind: 'revisions', revisions: rows.reverse() }]
  const hidesOlder = (first.kvs[0]?.version ?? 1n) > 1n
  yield [{ kind: 'done', revision: current, compactRevision: floor, hidesOlder }]
}

function toRevision(kv: WatchedKey, before: WatchedKey | undefined, isUnseen: boolean): KeyRevision {
  return {
    revision: kv.modRevision,
    kind: 'put',
    version: kv.version,
    createRevision: kv.createRevision,
    sizeBytes: kv.value.length,
    lease: kv.lease === 0n ? undefined : formatId(kv.lease),
    summary: isUnseen ? { kind: 'unseen' } : summarize(before?.value, kv.value),
  }
}

function deleted({ modRevision: revision }: WatchedKey, before: WatchedKey | undefined): KeyRevision {
  const createRevision = before?.createRevision ?? 0n
  return { revision, kind: 'delete', version: 0n, createRevision, sizeBytes: 0, summary: { kind: 'deleted' } }
}
