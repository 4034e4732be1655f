import type { DowngradeInfo } from '../../shared/contract/maintenance'
import { compareVersions, parseVersion, supports, type Version } from '../../shared/etcd/version'
import { toFailure } from '../../shared/failure'
import { askEndpoint } from '../cluster/ask-endpoint'
import type { EtcdClient } from '../etcd/client'
import { DowngradeRequest_DowngradeAction, Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { endpointOf, readCluster } from './read-cluster'

/** One minor version below the lowest: what etcd calls the cluster's version is that of its lowest member. */
export function downgradeTarget(versions: readonly string[]): string | undefined {
  const parsed = versions.map(parseVersion).filter((version): version is Version => version !== undefined)
  const [lowest] = parsed.sort(compareVersions)
  if (!lowest || lowest.minor === 0 || parsed.length < versions.length) return undefined
  return supports(lowest, 'downgrade') ? `${lowest.major}.${lowest.minor - 1}.0` : undefined
}

async function validate(client: EtcdClient, version: string, signal: AbortSignal) {
  const action = DowngradeRequest_DowngradeAction.VALIDATE
  try {
    const answer = await client.unary(Maintenance.method.downgrade, { action, version }, { signal })
    return { clusterVersion: answer.version, validated: { target: version } }
  } catch (error) {
    return { validated: { target: version, failure: toFailure(error) } }
  }
}

/** See the contract's `downgrade`. `VALIDATE` changes nothing: the leader only says whether it would begin. */
export async function downgradeInfo(client: EtcdClient, signal: AbortSignal): Promise<DowngradeInfo> {
  const cluster = await readCluster(client, signal)
  const answers = await Promise.all(
    cluster.members.map((member) => askEndpoint(client, endpointOf(member), signal)),
  )
  const members = cluster.members.map(({ name }, i) => {
    const { status, failure } = answers[i] ?? {}
    const target = status?.downgradeInfo?.enabled ? status.downgradeInfo.targetVersion : undefined
    return {
      name,
      version: status?.version,
      storageVersion: status?.storageVersion || undefined,
      downgrade: target === undefined ? undefined : { targetVersion: target },
      failure,
    }
  })
  const target = downgradeTarget(members.flatMap(({ version }) => version ?? []))
  return { members, ...(target !== undefined && (await validate(client, target, signal))) }
}
