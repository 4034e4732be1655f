import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId, hexId, keyBytes, revision } from './fields'
import type { WriteResult } from './kv'

export interface LeaseRow {
  readonly id: string
  /** Seconds left; -1 when the lease is gone. */
  readonly ttlSeconds: number
  readonly grantedTtlSeconds: number
  readonly keys: readonly Uint8Array[]
}

/** A lease in a list: how many keys hang on it, not which. */
export interface LeaseInfo extends Omit<LeaseRow, 'keys'> {
  readonly keyCount: number
}

/** A part of all leases, in the order of their ids, as they were a moment ago. */
export interface LeasePage {
  /** Leases in the whole cluster. */
  readonly total: number
  /** Place of the first row among all leases, from 0. */
  readonly from: number
  readonly rows: readonly LeaseInfo[]
}

/** How keeping a lease alive goes. `waiting`: no member renews it now; it is tried again until it is gone. */
export type KeepAliveState =
  | { readonly kind: 'alive'; readonly ttlSeconds: number }
  | { readonly kind: 'waiting'; readonly failure: Failure }

const key = z.object({ connectionId, key: keyBytes, modRevision: revision })

export const leaseContract = {
  /** Grants a lease; the server chooses the id unless one is given. */
  grant: oc
    .input(z.object({ connectionId, ttlSeconds: z.int().min(1).max(9_000_000_000), id: hexId.optional() }))
    .output(type<{ id: string; ttlSeconds: number }>()),
  /**
   * Ends a lease now: the server deletes every key attached to it. With `keys` (those that the person was shown) it
   * fails with `conflict` when others hang on it by now, and nothing is deleted; etcd knows no guard for the instant
   * between that look and the end.
   */
  revoke: oc
    .input(z.object({ connectionId, id: hexId, keys: z.array(keyBytes).optional() }))
    .output(type<void>()),
  timeToLive: oc
    .input(z.object({ connectionId, id: hexId, keys: z.boolean().optional() }))
    .output(type<LeaseRow>()),
  list: oc.input(z.object({ connectionId })).output(type<readonly string[]>()),
  /**
   * The leases `from` to `from + limit`, each with its TTL, now and again every few seconds (seldomer where asking
   * takes long) for as long as somebody reads. `limit` 0 tells how many there are and asks for no TTL. A `from` beyond
   * the end gives the last page.
   */
  page: oc
    .input(z.object({ connectionId, from: z.int().min(0), limit: z.int().min(0).max(500) }))
    .output(pulled<LeasePage>()),
  /** Renews once; `notFound` when the lease has expired. */
  keepAliveOnce: oc.input(z.object({ connectionId, id: hexId })).output(type<{ ttlSeconds: number }>()),
  /**
   * Renews a lease each third of its TTL for as long as somebody reads; it ends with its reader, and the lease then
   * lives on for what is left of its TTL. Fails with `notFound` once the lease is gone.
   */
  keepAlive: oc.input(z.object({ connectionId, id: hexId })).output(pulled<KeepAliveState>()),
  /**
   * Attaches a key to a lease, in place of the one it hangs on; its value stays. `conflict` when the key was written
   * since `modRevision`, `notFound` when the lease is gone.
   */
  attach: oc.input(key.extend({ id: hexId })).output(type<WriteResult>()),
  /** Takes a key off its lease: it then stays until it is deleted. `conflict` when it was written since. */
  detach: oc.input(key).output(type<WriteResult>()),
}
