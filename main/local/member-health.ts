/** What a member says about itself over HTTP on its client URL. */
export interface MemberHealth {
  /** It answers, and a quorum stands behind it. */
  readonly healthy: boolean
  readonly role?: 'leader' | 'follower' | 'learner'
  /** The raft index up to which it has applied what was committed. */
  readonly appliedIndex?: bigint
}

const timeoutMs = 2_000

/**
 * Asks a member for its role (the JSON gateway's maintenance status, which it answers by itself) and, once it
 * knows a leader, for its health (`GET /health`, which needs a quorum and is slow to say that there is none).
 * Never fails: no answer within two seconds is unhealthy.
 */
export async function askHealth(clientUrl: string, signal?: AbortSignal): Promise<MemberHealth> {
  const status = await ask(`${clientUrl}/v3/maintenance/status`, { method: 'POST', body: '{}' }, signal)
  const header = status['header']
  const own =
    typeof header === 'object' && header !== null && 'member_id' in header ? header.member_id : undefined
  const leader = status['leader']
  if (typeof leader !== 'string' || leader === '0' || own === undefined) return { healthy: false }
  const health = await ask(`${clientUrl}/health`, {}, signal)
  const healthy = health['health'] === 'true' || health['health'] === true
  const applied = status['raftAppliedIndex']
  const appliedIndex = typeof applied === 'string' ? BigInt(applied) : undefined
  return {
    healthy,
    role: status['isLearner'] === true ? 'learner' : leader === own ? 'leader' : 'follower',
    appliedIndex,
  }
}

async function ask(url: string, init: RequestInit, signal?: AbortSignal): Promise<Record<string, unknown>> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(abort, timeoutMs)
  try {
    const response = await fetch(url, { ...init, signal: stop.signal, redirect: 'error' })
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    return {}
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
