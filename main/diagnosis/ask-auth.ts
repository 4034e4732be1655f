import type { ClusterStatus } from '../../shared/contract/cluster'
import type { DiagnosisFacts } from '../../shared/diagnosis/facts'
import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Auth } from '../etcd/gen/etcdserverpb/auth_pb'

const timeoutMs = 2_000

/**
 * Whether etcd asks who somebody is: by AuthStatus, which from 3.5 on a user without root is denied exactly while auth is on;
 * on 3.4, which has no such request, by whether a login gets a token, or a read without a login an answer. Never throws.
 */
export async function askAuth(
  client: EtcdClient,
  { members }: ClusterStatus,
  signal: AbortSignal,
): Promise<DiagnosisFacts['auth']> {
  try {
    const { enabled } = await client.unary(Auth.method.authStatus, {}, { signal, timeoutMs })
    return enabled ? 'on' : 'off'
  } catch (error) {
    const { code } = toFailure(error)
    if (code === 'denied' || code === 'unauthenticated') return 'on'
    // Anything but "I do not know this request" tells nothing.
    if (code !== 'precondition') return 'unknown'
  }
  const target = await client.target(signal).catch(() => undefined)
  if (target?.token !== undefined) return 'on'
  const reads = members.flatMap(({ serializable }) => serializable ?? [])
  if (reads.some(({ isDenied }) => isDenied)) return 'on'
  // A client certificate's name may be a user's: its reads are then answered although auth is on.
  const isAnonymous = client.tls?.cert === undefined
  return isAnonymous && reads.some(({ isAnswered }) => isAnswered) ? 'off' : 'unknown'
}
