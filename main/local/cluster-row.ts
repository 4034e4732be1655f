import type { LocalCluster } from '../../shared/contract/local'
import type { ClusterRecord } from './cluster-file'
import { clusterState } from './cluster-state'
import { tlsFiles } from './etcd-args'
import type { Links } from './links/links'
import type { Member } from './member'

/** A cluster as it is now, as the contract has it. */
export function clusterRow(options: {
  readonly dir: string
  readonly record: ClusterRecord
  readonly members: readonly Member[]
  readonly links: Links | undefined
  /** What is being done to the cluster as a whole. */
  readonly whole: 'starting' | 'stopping' | undefined
  /** What is waited for, or went wrong. */
  readonly message: string | undefined
}): LocalCluster {
  const { dir, record, links, whole, message } = options
  const { id, name, version, engineId, onExit, throwAway, flags, tls, createdAt } = record
  const members = options.members.map((member) => member.row)
  const endpoints = members
    .filter(({ pid, role }) => pid !== undefined && role !== 'learner')
    .map(({ clientUrl }) => clientUrl)
  const state = whole ?? clusterState(members, message !== undefined)
  return {
    ...{ id, name, state, version, engineId, onExit, members, endpoints, throwAway, createdAt },
    flags: [...flags],
    ...(tls ? { tls: tlsFiles(dir) } : {}),
    ...(links ? { links: links.rows } : {}),
    message,
  }
}
