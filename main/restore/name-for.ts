import { basename } from 'node:path'
import { freeName } from '../local/cluster-name'
import type { LocalClusters } from '../local/local-clusters'

const longest = 48

/** A name for the cluster that a file becomes, which no local cluster has: `prod-20260131-090512-restored`. */
export function clusterNameFor(path: string, clusters: LocalClusters): string {
  const plain = basename(path)
    .replace(/\.(db|snap|snapshot)$/, '')
    .replaceAll(/[\p{Cc}/\\]/gu, '-')
  return freeName(
    `${plain.slice(0, longest).trim() || 'snapshot'}-restored`,
    clusters.list().map(({ name }) => name),
  )
}
