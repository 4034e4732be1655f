import type { ClusterRecord, MemberRecord } from './cluster-file'

export const clientUrl = (member: MemberRecord): string => `http://127.0.0.1:${member.clientPort}`
export const peerUrl = (member: MemberRecord): string => `http://127.0.0.1:${member.peerPort}`

/**
 * The command line of a member. The `--initial-…` flags matter at the very first start only; once there is data
 * etcd ignores them (etcd's configuration guide, "Clustering flags").
 */
export function etcdArgs(cluster: ClusterRecord, member: MemberRecord, dataDir: string): string[] {
  return [
    ...['--name', member.name, '--data-dir', dataDir],
    ...['--listen-client-urls', clientUrl(member), '--advertise-client-urls', clientUrl(member)],
    ...['--listen-peer-urls', peerUrl(member), '--initial-advertise-peer-urls', peerUrl(member)],
    ...['--initial-cluster', cluster.members.map((each) => `${each.name}=${peerUrl(each)}`).join(',')],
    ...['--initial-cluster-token', cluster.token, '--initial-cluster-state', 'new'],
    ...['--logger', 'zap', '--log-outputs', 'stderr'],
  ]
}
