import { oc } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { anyBytes, connectionId, keyBytes, revision } from './fields'
import type { KeyValue } from './kv'

/**
 * What a watch says. Events come once and in order of revision, over member stops and reconnects;
 * `interrupted` and `resumed` tell what happens meanwhile. A compacted start ends the stream with `compacted`
 * (`details.compactRevision`).
 */
export type WatchRow =
  | { readonly kind: 'put'; readonly kv: KeyValue; readonly prevKv?: KeyValue }
  | {
      readonly kind: 'delete'
      readonly key: Uint8Array
      readonly modRevision: bigint
      readonly prevKv?: KeyValue
    }
  | { readonly kind: 'progress'; readonly revision: bigint }
  | { readonly kind: 'interrupted'; readonly failure: Failure }
  | { readonly kind: 'resumed'; readonly endpoint: string; readonly fromRevision: bigint }

export const watchContract = {
  /**
   * Watches a key or a range from `startRevision` on. "From now" means: read first, then start at that
   * revision + 1. One gRPC stream; it is read only as fast as the reader grants.
   */
  open: oc
    .input(
      z.object({
        connectionId,
        key: keyBytes,
        rangeEnd: anyBytes.optional(),
        startRevision: revision,
        prevKv: z.boolean().optional(),
        filters: z.array(z.enum(['noPut', 'noDelete'])).optional(),
      }),
    )
    .output(pulled<WatchRow>()),
}
