import { setTimeout as delay } from 'node:timers/promises'
import type { KeepAliveState } from '../../shared/contract/lease'
import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { renewLease } from './renew'

/** Failures that pass: the lease may still be there when a member answers again. */
const passing: ReadonlySet<string> = new Set(['unavailable', 'deadline', 'exhausted', 'unauthenticated'])

const retryMs = 500

/**
 * Renews a lease at once and then each third of its TTL, until the signal is aborted; tells each renewal and each
 * failure that may pass. Throws once the lease is gone, or may not be renewed.
 *
 * @param writable asked before each renewal: it throws once nothing may be written
 */
export async function* keepAlive(
  writable: () => EtcdClient,
  id: bigint,
  signal: AbortSignal,
): AsyncGenerator<readonly [KeepAliveState], void, undefined> {
  while (!signal.aborted) {
    let waitMs = retryMs
    try {
      const ttlSeconds = await renewLease(writable(), id, signal)
      waitMs = (ttlSeconds * 1000) / 3
      yield [{ kind: 'alive', ttlSeconds }]
    } catch (error) {
      const failure = toFailure(error)
      if (signal.aborted) return
      if (!passing.has(failure.code)) throw error
      yield [{ kind: 'waiting', failure }]
    }
    await delay(Math.min(waitMs, 2 ** 31 - 1), undefined, { signal }).catch(() => {})
  }
}
