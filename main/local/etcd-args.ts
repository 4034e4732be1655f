import { join } from 'node:path'
import type { LocalCluster } from '../../shared/contract/local'
import type { ClusterRecord, MemberRecord } from './cluster-file'

const url = ({ tls }: ClusterRecord, port: number) => `${tls ? 'https' : 'http'}://127.0.0.1:${port}`

export const clientUrl = (cluster: ClusterRecord, member: MemberRecord): string =>
  url(cluster, member.clientPort)

/** What the others dial to reach a member: its link's port where it has one, else its own. */
export const peerUrl = (cluster: ClusterRecord, member: MemberRecord): string =>
  url(cluster, member.linkPort ?? member.peerPort)

/** All members with the addresses their peers dial, as `--initial-cluster` wants them. */
export const initialCluster = (cluster: ClusterRecord): string =>
  cluster.members.map((each) => `${each.name}=${peerUrl(cluster, each)}`).join(',')

/** Where the certificates of a cluster with TLS lie, below its folder. */
export const tlsDir = (clusterDir: string): string => join(clusterDir, 'tls')

/** The files a client of a cluster with TLS needs. */
export function tlsFiles(clusterDir: string): NonNullable<LocalCluster['tls']> {
  const dir = tlsDir(clusterDir)
  return {
    caFile: join(dir, 'ca.crt'),
    certFile: join(dir, 'client.crt'),
    keyFile: join(dir, 'client.key'),
  }
}

/**
 * The command line of a member. The `--initial-…` flags matter at the very first start only; once there is data
 * etcd ignores them (etcd's configuration guide, "Clustering flags").
 */
export function etcdArgs(cluster: ClusterRecord, member: MemberRecord, clusterDir: string): string[] {
  const dataDir = join(clusterDir, member.name, 'data')
  const [client, peer] = [clientUrl(cluster, member), peerUrl(cluster, member)]
  return [
    ...['--name', member.name, '--data-dir', dataDir],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', url(cluster, member.peerPort), '--initial-advertise-peer-urls', peer],
    ...['--initial-cluster', member.joins ?? initialCluster(cluster)],
    ...['--initial-cluster-token', cluster.token],
    ...['--initial-cluster-state', member.joins === undefined ? 'new' : 'existing'],
    ...['--logger', 'zap', '--log-outputs', 'stderr'],
    ...(cluster.tls ? tlsArgs(tlsDir(clusterDir), member.name) : []),
    ...cluster.flags,
  ]
}

function tlsArgs(dir: string, name: string): string[] {
  const [ca, cert, key] = [join(dir, 'ca.crt'), join(dir, `${name}.crt`), join(dir, `${name}.key`)]
  return [
    ...['--client-cert-auth', '--trusted-ca-file', ca, '--cert-file', cert, '--key-file', key],
    ...['--peer-client-cert-auth', '--peer-trusted-ca-file', ca],
    ...['--peer-cert-file', cert, '--peer-key-file', key],
  ]
}
