import type { LogGapCause } from '../../shared/contract/change-log'
import { compareBytes } from '../../shared/etcd/key'
import { toFailure } from '../../shared/failure'
import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { isStoreOfFile } from './live-hash'
import { rememberedBytes } from './log-files'
import { isReadable } from '../panels/readable'
import type { PanelRecord } from '../panels/record'

/** Where a log stands. */
export interface LogPlace {
  readonly clusterId: string
  /** Everything up to here was taken. */
  readonly cursor: bigint
  /** The last events, as `LogFiles.last` has them; empty where there is nothing but the full snapshot. */
  readonly last: readonly PanelRecord[]
  /** That one, unless it was taken of this store just now. */
  readonly full?: { readonly path: string; readonly revision: bigint }
}

/** One that is in every range that a user may read who may read all. */
const key = Uint8Array.of(0)

/**
 * Why a store cannot be followed from where a log stands, by what it is and by what it has there; undefined when it can. A
 * watch alone would not tell: etcd takes any start above the compacted revision, also of a store that was restored since.
 */
export async function findBreak(
  client: EtcdClient,
  { clusterId, cursor, last, full }: LogPlace,
  signal: AbortSignal,
): Promise<LogGapCause | undefined> {
  const { header } = await client.unary(KV.method.range, { key, keysOnly: true }, { signal })
  if (formatId(header?.clusterId ?? 0n) !== clusterId) return 'otherCluster'
  if (headerRevision(header) < cursor) return 'wentBack'
  if (!(await isReadable(client, { key, revision: cursor > 0n ? cursor : 1n }, signal))) return 'compacted'
  if (last.length === 0 && full && !(await isStoreOfFile(client, full, signal))) return 'replaced'
  for (const record of last) if (!(await isAsLogged(client, record, signal))) return 'replaced'
  return undefined
}

/** True when the store has an event as the log has it, also when it was compacted since. */
async function isAsLogged(
  client: EtcdClient,
  { kind, kv: { key, modRevision, version, value } }: PanelRecord,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const at = async (revision: bigint) =>
      (await client.unary(KV.method.range, { key, revision }, { signal })).kvs[0]
    const found = await at(modRevision)
    if (kind === 'delete') return found === undefined && (await at(modRevision - 1n)) !== undefined
    const start = found?.value.subarray(0, rememberedBytes) ?? new Uint8Array()
    return found?.modRevision === modRevision && found.version === version && compareBytes(start, value) === 0
  } catch (error) {
    if (toFailure(error).code === 'compacted') return true
    throw error
  }
}
