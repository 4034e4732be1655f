import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { connectionId, hexId } from './fields'

export interface LeaseRow {
  readonly id: string
  /** Seconds left; -1 when the lease is gone. */
  readonly ttlSeconds: number
  readonly grantedTtlSeconds: number
  readonly keys: readonly Uint8Array[]
}

export const leaseContract = {
  /** Grants a lease; the server chooses the id unless one is given. */
  grant: oc
    .input(z.object({ connectionId, ttlSeconds: z.int().min(1).max(9_000_000_000), id: hexId.optional() }))
    .output(type<{ id: string; ttlSeconds: number }>()),
  /** Ends a lease now: the server deletes every key attached to it. */
  revoke: oc.input(z.object({ connectionId, id: hexId })).output(type<void>()),
  timeToLive: oc
    .input(z.object({ connectionId, id: hexId, keys: z.boolean().optional() }))
    .output(type<LeaseRow>()),
  list: oc.input(z.object({ connectionId })).output(type<readonly string[]>()),
  /** Renews once; `notFound` when the lease has expired. */
  keepAliveOnce: oc.input(z.object({ connectionId, id: hexId })).output(type<{ ttlSeconds: number }>()),
}
