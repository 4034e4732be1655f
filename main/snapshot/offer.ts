import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotMember } from '../../shared/contract/snapshot'
import { fail, FailureError } from '../../shared/failure'
import { askCluster } from '../cluster/ask-cluster'
import type { EtcdClient } from '../etcd/client'

/** The members that answer, and the cluster they say they are. `unavailable` (or why) when none does. */
export async function askMembers(
  client: EtcdClient,
  signal: AbortSignal,
): Promise<{ readonly clusterId: string; readonly members: readonly SnapshotMember[] }> {
  const status = await askCluster(client, signal)
  const members = status.members.flatMap((row): SnapshotMember[] => {
    const { id, name, role, endpoint, version, dbSizeBytes } = row
    if (endpoint === undefined || version === undefined || dbSizeBytes === undefined) return []
    return [{ id, name, role, endpoint, version, dbSizeBytes, isHealthy: row.health === 'healthy' }]
  })
  if (members.length > 0) return { clusterId: status.clusterId, members }
  const failure = status.members.find((row) => row.failure)?.failure ?? status.failure
  throw failure ? new FailureError(failure) : fail('unavailable', 'No member answers.')
}

/**
 * Whom to ask: a healthy follower, as reading a whole database costs the member something; else the leader; else whoever
 * answers. A learner has not all of it and does not serve it.
 */
export function chooseMember(members: readonly SnapshotMember[]): SnapshotMember | undefined {
  const voters = members.filter(({ role }) => role !== 'learner')
  return (
    voters.find(({ role, isHealthy }) => role === 'follower' && isHealthy) ??
    voters.find(({ isHealthy }) => isHealthy) ??
    voters[0]
  )
}

const two = (n: number) => String(n).padStart(2, '0')

/** A path in the folder that nothing has yet: `local-3-20260131-090512.db`. */
export async function freePath(folder: string, connection: string, at: Date): Promise<string> {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
  const words = connection.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '')
  const stem = join(folder, `${words || 'snapshot'}-${day}-${time}`)
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${stem}.db` : `${stem}-${n}.db`
    const taken = await Promise.all([path, `${path}.part`].map((each) => stat(each).catch(() => undefined)))
    if (taken.every((each) => each === undefined)) return path
  }
}

/** Room for a user's files on the disk of a folder; undefined where the system does not tell. */
export async function freeBytesAt(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined)
  return found && found.bavail * found.bsize
}
