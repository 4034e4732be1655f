/** What a member says about itself over HTTP on its client URL. */
export interface MemberHealth {
  /** It answers, and a quorum stands behind it. */
  readonly healthy: boolean
  readonly role?: 'leader' | 'follower'
}

const timeoutMs = 2_000

/**
 * Asks a member for its health (`GET /health`, which on etcd's side needs a quorum) and its role (the JSON
 * gateway's maintenance status). Never fails: no answer within two seconds is unhealthy.
 */
export async function askHealth(clientUrl: string, signal?: AbortSignal): Promise<MemberHealth> {
  const [health, status] = await Promise.all([
    ask(`${clientUrl}/health`, { signal }),
    ask(`${clientUrl}/v3/maintenance/status`, { method: 'POST', body: '{}', signal }),
  ])
  const healthy = health['health'] === 'true' || health['health'] === true
  const header = status['header']
  const own =
    typeof header === 'object' && header !== null && 'member_id' in header ? header.member_id : undefined
  const leader = status['leader']
  if (typeof leader !== 'string' || leader === '0' || own === undefined) return { healthy }
  return { healthy, role: leader === own ? 'leader' : 'follower' }
}

async function ask(
  url: string,
  init: RequestInit & { signal?: AbortSignal },
): Promise<Record<string, unknown>> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  init.signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(abort, timeoutMs)
  try {
    const response = await fetch(url, { ...init, signal: stop.signal, redirect: 'error' })
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    return {}
  } finally {
    clearTimeout(timer)
    init.signal?.removeEventListener('abort', abort)
  }
}
