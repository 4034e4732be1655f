import type { LogGapCause } from '../../shared/contract/change-log'
import { compareBytes } from '../../shared/etcd/key'
import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { isReadable } from '../panels/readable'
import type { PanelRecord } from '../panels/record'

/** Where a log stands. */
export interface LogPlace {
  readonly clusterId: string
  /** Everything up to here was taken. */
  readonly cursor: bigint
  /** What that revision did; empty where it is the full snapshot's. */
  readonly last: readonly PanelRecord[]
}

/** One that is in every range that a user may read who may read all. */
const key = Uint8Array.of(0)

/**
 * Why a store cannot be followed from where a log stands, by what it is and by what it has there; undefined when it can. A
 * watch alone would not tell: etcd takes any start above the compacted revision, also of a store that was restored since.
 */
export async function findBreak(
  client: EtcdClient,
  { clusterId, cursor, last }: LogPlace,
  signal: AbortSignal,
): Promise<LogGapCause | undefined> {
  const { header } = await client.unary(KV.method.range, { key, keysOnly: true }, { signal })
  if (formatId(header?.clusterId ?? 0n) !== clusterId) return 'otherCluster'
  if (headerRevision(header) < cursor) return 'wentBack'
  if (!(await isReadable(client, { key, revision: cursor > 0n ? cursor : 1n }, signal))) return 'compacted'
  for (const record of last) {
    const { kvs } = await client.unary(KV.method.range, { key: record.kv.key, revision: cursor }, { signal })
    if (!isAsLogged(record, kvs[0])) return 'replaced'
  }
  return undefined
}

function isAsLogged(
  { kind, kv }: PanelRecord,
  found: { readonly modRevision: bigint; readonly version: bigint; readonly value: Uint8Array } | undefined,
): boolean {
  if (kind === 'delete') return found === undefined
  return (
    found?.modRevision === kv.modRevision &&
    found.version === kv.version &&
    compareBytes(found.value, kv.value) === 0
  )
}
