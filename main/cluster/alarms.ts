import type { ClusterStatus } from '../../shared/contract/cluster'
import { formatId } from '../../shared/etcd/id'
import type { EtcdClient } from '../etcd/client'
import { AlarmType, Maintenance, type StatusResponse } from '../etcd/gen/etcdserverpb/maintenance_pb'

export type Alarms = ClusterStatus['alarms']

/**
 * How a member prints an alarm among the errors of its Status (Maintenance.Status of etcd 3.4 and later). One that names no
 * member is printed without the id; see `unnamedMember` in shared/etcd/alarm.
 */
const printed = /^(?:memberID:(\d+)\s+)?alarm:(NOSPACE|CORRUPT)\s*$/

/** What a Status complains of, alarms left out. */
export function otherErrors({ errors }: StatusResponse): readonly string[] {
  return errors.filter((error) => !printed.test(error))
}

/**
 * The whole cluster's alarms as one member's Status tells them. The Alarm request would tell the same, but etcd proposes it
 * to raft even when it only reads: asked each second it would write to every member's log each second.
 */
export function alarmsOf({ errors }: StatusResponse): Alarms {
  return errors.flatMap((error) => {
    const [, id = '0', alarm] = printed.exec(error) ?? []
    if (alarm === undefined) return []
    return [{ memberId: formatId(BigInt(id)), alarm: alarm === 'CORRUPT' ? 'CORRUPT' : 'NOSPACE' }]
  })
}

/**
 * The same by the Alarm request: for a user from whom Status is hidden. Goes through raft, so ask it seldom. Undefined where
 * the user may not ask it either.
 */
export async function askAlarms(
  client: EtcdClient,
  endpoint: string,
  signal: AbortSignal,
): Promise<Alarms | undefined> {
  try {
    const options = { signal, endpoint, timeoutMs: 2_000 }
    const { alarms } = await client.unary(Maintenance.method.alarm, {}, options)
    return alarms.map(({ memberId, alarm }) => ({
      memberId: formatId(memberId),
      alarm: alarm === AlarmType.CORRUPT ? 'CORRUPT' : 'NOSPACE',
    }))
  } catch {
    return undefined
  }
}
