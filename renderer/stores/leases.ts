import { computed, shallowRef, type ShallowRef } from 'vue'
import type { LeasePage } from '../../shared/contract/lease'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { follow, type Followed } from './follow'
import { perConnection } from './per-connection'

/** A lease that this tab keeps alive. `ended`: it is not renewed any more; `failure` says why. */
export type KeptAlive =
  | { readonly kind: 'starting' }
  | { readonly kind: 'alive'; readonly ttlSeconds: number }
  | { readonly kind: 'waiting' | 'ended'; readonly failure: Failure }

/** A key as it was read, for a write that is guarded by it. */
export interface ReadKey {
  readonly key: Uint8Array
  readonly modRevision: bigint
}

/** The leases of a connection. What is kept alive stays so until it is switched off or the tab is closed. */
export const useLeasesStore = perConnection('leases', (connectionId, signal) => {
  const all = follow(
    (inner) => client().lease.page({ connectionId, from: 0, limit: 0 }, { signal: inner }),
    signal,
  )
  const keptAlive = shallowRef<ReadonlyMap<string, KeptAlive>>(new Map())
  const renewals = new Map<string, AbortController>()

  function put(id: string, state: KeptAlive | undefined) {
    const next = new Map(keptAlive.value)
    if (state) next.set(id, Object.freeze(state))
    else next.delete(id)
    keptAlive.value = next
  }

  /** Renews a lease until it is let go. A window that is not seen must not stop it: no waiting for frames here. */
  async function keepAlive(id: string): Promise<void> {
    letGo(id)
    const controller = new AbortController()
    signal.addEventListener('abort', () => controller.abort(), { once: true })
    renewals.set(id, controller)
    put(id, { kind: 'starting' })
    try {
      const open = (inner: AbortSignal) => client().lease.keepAlive({ connectionId, id }, { signal: inner })
      for await (const batch of pull(open, controller.signal)) {
        const state = batch.at(-1)
        if (state && !controller.signal.aborted) put(id, state)
      }
    } catch (error) {
      if (!controller.signal.aborted) put(id, { kind: 'ended', failure: toFailure(error) })
    }
  }

  /** Stops renewing; the lease lives on for what is left of its TTL. */
  function letGo(id: string): void {
    renewals.get(id)?.abort()
    renewals.delete(id)
    put(id, undefined)
  }

  return {
    /** Leases in the cluster, live; undefined until they were counted. */
    count: computed(() => all.value.value?.total),
    keptAlive,
    keepAlive,
    letGo,
    /** A page of leases, told again every few seconds until `until` is aborted. */
    followPage: (
      request: { from: number; limit: number },
      until: AbortSignal,
    ): Readonly<ShallowRef<Followed<LeasePage>>> =>
      follow((inner) => client().lease.page({ connectionId, ...request }, { signal: inner }), until),
    /** One lease with its keys; `ttlSeconds` is -1 when it is gone. Throws the failure. */
    look: (id: string, stop?: AbortSignal) =>
      client().lease.timeToLive({ connectionId, id, keys: true }, { signal: stop ?? signal }),
    /** Seconds left of a lease, and granted; without its keys. Throws the failure. */
    timeLeft: (id: string, stop?: AbortSignal) =>
      client().lease.timeToLive({ connectionId, id }, { signal: stop ?? signal }),
    /** Grants a lease; throws the failure (`exists` when the id is taken). */
    grant: (ttlSeconds: number, id?: string) =>
      client().lease.grant({ connectionId, ttlSeconds, id }, { signal }),
    /** Ends a lease and its keys, if they are still those in `keys`; throws `conflict` otherwise. */
    revoke: async (id: string, keys: readonly Uint8Array[]): Promise<void> => {
      await client().lease.revoke({ connectionId, id, keys: [...keys] }, { signal })
      letGo(id)
    },
    /** Hangs a key on a lease, guarded by its revision; throws the failure. */
    attach: ({ key, modRevision }: ReadKey, id: string) =>
      client().lease.attach({ connectionId, key, modRevision, id }, { signal }),
    /** Takes a key off its lease, guarded by its revision; throws the failure. */
    detach: ({ key, modRevision }: ReadKey) =>
      client().lease.detach({ connectionId, key, modRevision }, { signal }),
  }
})
