import {
  speedFolder,
  speedKeyBytes,
  speedLoads,
  speedValueBytes,
  type SpeedLoad,
  type SpeedPlan,
} from '../../shared/contract/speed'
import type { ClusterStatus } from '../../shared/contract/cluster'
import { textToBytes } from '../../shared/etcd/key'
import { rangeOf } from '../../shared/etcd/range'
import { fail, type Failure } from '../../shared/failure'
import { askCluster } from '../cluster/ask-cluster'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { readQuota } from '../maintenance/quota'

export interface SpeedRequest {
  readonly load: SpeedLoad
  readonly seconds: number
}

/** Of each put, beside key and value: mvccpb's own fields, bbolt's, and the revision. */
const overheadBytes = 100
/** Pages are not full. */
const pageWaste = 1.25
/** Of the quota: what a check may fill at most. */
const quotaShare = 0.9
/** etcd's own where nothing else was said (server/storage/quota.go). */
const defaultQuotaBytes = 2 * 1024 ** 3

/** What a check would write, and whether the cluster has room for it. */
export async function planSpeed(
  client: EtcdClient,
  { load, seconds }: SpeedRequest,
  signal: AbortSignal,
): Promise<{ readonly plan: SpeedPlan; readonly status: ClusterStatus }> {
  const status = await askCluster(client, signal)
  const answering = status.members.filter((member) => member.dbSizeBytes !== undefined)
  const leader = answering.find(({ role }) => role === 'leader') ?? answering[0]
  const quotaBytes =
    status.quotaBytes ??
    (leader?.endpoint === undefined ? undefined : await readQuota(client, leader.endpoint, signal))
  const writes = speedLoads[load].perSecond * seconds
  // Put, and deleted again: the tombstone holds the key once more.
  const growthBytes = Math.round(
    writes * pageWaste * (2 * speedKeyBytes + speedValueBytes + 2 * overheadBytes),
  )
  const inUse = Math.max(0, ...answering.map((member) => member.dbSizeInUseBytes ?? 0))
  const sizes = { growthBytes, inUse, quotaBytes: quotaBytes ?? defaultQuotaBytes }
  return {
    status,
    plan: {
      ...{ writes, growthBytes, quotaBytes },
      sentBytes: writes * (speedKeyBytes + speedValueBytes),
      members: status.members.length,
      endpoints: client.endpoints,
      dbSizeInUseBytes: answering.length > 0 ? inUse : undefined,
      problem: problemOf(status, sizes) ?? (await othersKeys(client, signal)),
    },
  }
}

function problemOf(
  { alarms, members, failure }: ClusterStatus,
  { growthBytes, inUse, quotaBytes }: { growthBytes: number; inUse: number; quotaBytes: number },
): Failure | undefined {
  if (failure) return failure
  const [alarm] = alarms
  if (alarm)
    return {
      code: 'exhausted',
      message: `A member has raised the alarm ${alarm.alarm}: see to that first.`,
    }
  if (!members.some(({ role, health }) => role === 'leader' && health === 'healthy'))
    return { code: 'unavailable', message: 'The cluster has no leader that answers: nothing can be written.' }
  if (inUse + growthBytes <= quotaShare * quotaBytes) return undefined
  const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`
  return {
    code: 'exhausted',
    message: 'The database would come too near its space quota: take a smaller load or a shorter time.',
    reason: `${mib(inUse)} are in use, about ${mib(growthBytes)} would be added, the quota is ${mib(quotaBytes)}`,
  }
}

/** Only the keys of its own may be below a check's folder. */
async function othersKeys(client: EtcdClient, signal: AbortSignal): Promise<Failure | undefined> {
  const range = { ...rangeOf(textToBytes(speedFolder)), countOnly: true }
  const { count } = await client.unary(KV.method.range, range, { signal })
  if (count === 0n) return undefined
  return fail(
    'precondition',
    `There are ${count} keys of another speed check below ${speedFolder}: it runs, or broke off and etcd deletes them within minutes.`,
  ).failure
}
