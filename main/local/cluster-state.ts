import type { LocalClusterState, LocalMember } from '../../shared/contract/local'

/**
 * The state of a cluster to which nothing is being done: `running` when every member is healthy and one leads,
 * `degraded` when only some of them run well, `failed` when none runs and at least one was not stopped on
 * purpose (or the last thing tried went wrong), else `stopped`.
 */
export function clusterState(members: readonly LocalMember[], wentWrong: boolean): LocalClusterState {
  const running = members.filter(({ pid }) => pid !== undefined)
  if (running.length === 0) return wentWrong || members.some(({ exit }) => exit) ? 'failed' : 'stopped'
  const leaders = members.filter(({ role }) => role === 'leader')
  const healthy = members.every(({ state }) => state === 'healthy')
  return healthy && leaders.length === 1 ? 'running' : 'degraded'
}
