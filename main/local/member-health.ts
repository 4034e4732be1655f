import type { MemberHttp } from './member-http'

/** What a member says about itself over HTTP on its client URL. */
export interface MemberHealth {
  /** It answers, and a quorum stands behind it. */
  readonly healthy: boolean
  readonly role?: 'leader' | 'follower' | 'learner'
  /** The raft index up to which it has applied what was committed. */
  readonly appliedIndex?: bigint
}

/**
 * Asks a member for its role (the JSON gateway's maintenance status, which it answers by itself) and, once it
 * knows a leader, for its health (`GET /health`, which needs a quorum and is slow to say that there is none).
 * Never fails: no answer within two seconds is unhealthy.
 */
export async function askHealth(
  http: MemberHttp,
  clientUrl: string,
  signal?: AbortSignal,
): Promise<MemberHealth> {
  const status = await http.ask({ url: `${clientUrl}/v3/maintenance/status`, body: '{}', signal })
  const header = status['header']
  const own =
    typeof header === 'object' && header !== null && 'member_id' in header ? header.member_id : undefined
  const leader = status['leader']
  if (typeof leader !== 'string' || leader === '0' || own === undefined) return { healthy: false }
  // An alarm is told by itself; with one the member still has its quorum.
  const health = await http.ask({ url: `${clientUrl}/health?exclude=NOSPACE&exclude=CORRUPT`, signal })
  const healthy = health['health'] === 'true' || health['health'] === true
  const applied = status['raftAppliedIndex']
  const appliedIndex = typeof applied === 'string' ? BigInt(applied) : undefined
  return {
    healthy,
    role: status['isLearner'] === true ? 'learner' : leader === own ? 'leader' : 'follower',
    appliedIndex,
  }
}
