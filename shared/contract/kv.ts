import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { anyBytes, connectionId, hexId, keyBytes, revision } from './fields'

/** One key at one revision, as mvccpb.KeyValue has it. `lease` is absent when none is attached. */
export interface KeyValue {
  readonly key: Uint8Array
  readonly value: Uint8Array
  readonly createRevision: bigint
  readonly modRevision: bigint
  /** Number of puts since the key was created; 1 right after creation. */
  readonly version: bigint
  readonly lease?: string
}

export interface RangeResult {
  /** The store's revision when this was answered. */
  readonly revision: bigint
  readonly kvs: readonly KeyValue[]
  /** True when `limit` cut the answer. */
  readonly more: boolean
  /** Keys in the whole range, not only those returned. */
  readonly count: bigint
}

/** A write's outcome: the revision it was committed at. */
export interface WriteResult {
  readonly revision: bigint
}

export type TxnOpResult =
  | { readonly kind: 'range'; readonly range: RangeResult }
  | { readonly kind: 'put'; readonly prevKv?: KeyValue }
  | { readonly kind: 'delete'; readonly deleted: bigint }

export interface TxnResult extends WriteResult {
  readonly succeeded: boolean
  readonly results: readonly TxnOpResult[]
}

const range = z.object({
  key: keyBytes,
  rangeEnd: anyBytes.optional(),
  limit: z.int().min(0).optional(),
  revision: revision.optional(),
  keysOnly: z.boolean().optional(),
  countOnly: z.boolean().optional(),
  serializable: z.boolean().optional(),
})

const compare = z.discriminatedUnion('target', [
  z.object({ target: z.literal('modRevision'), key: keyBytes, equals: z.bigint() }),
  z.object({ target: z.literal('createRevision'), key: keyBytes, equals: z.bigint() }),
  z.object({ target: z.literal('version'), key: keyBytes, equals: z.bigint() }),
  z.object({ target: z.literal('lease'), key: keyBytes, equals: hexId }),
  z.object({ target: z.literal('value'), key: keyBytes, equals: anyBytes }),
])

const op = z.discriminatedUnion('kind', [
  range.extend({ kind: z.literal('range') }),
  z.object({
    kind: z.literal('put'),
    key: keyBytes,
    value: anyBytes,
    lease: hexId.optional(),
    ignoreLease: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('delete'), key: keyBytes, rangeEnd: anyBytes.optional() }),
])

export type RangeInput = z.infer<typeof range>
export type TxnCompare = z.infer<typeof compare>
export type TxnOp = z.infer<typeof op>

export const kvContract = {
  /** Reads keys; linearizable unless `serializable`. Fails with `compacted` for a revision that is gone. */
  range: oc.input(range.extend({ connectionId })).output(type<RangeResult>()),
  /** clientv3's Txn: all compares hold → `success`, else `failure`. Never sent twice. */
  txn: oc
    .input(z.object({ connectionId, compare: z.array(compare), success: z.array(op), failure: z.array(op) }))
    .output(type<TxnResult>()),
  /** Writes a key that must not be there; fails with `exists` when it is. */
  create: oc
    .input(z.object({ connectionId, key: keyBytes, value: anyBytes, lease: hexId.optional() }))
    .output(type<WriteResult>()),
  /**
   * Writes a value over the revision that was read, keeping the lease. Fails with `conflict` when the key was
   * written or deleted since; nothing is written then.
   */
  save: oc
    .input(z.object({ connectionId, key: keyBytes, value: anyBytes, modRevision: revision }))
    .output(type<WriteResult>()),
  /** Deletes one key if it still stands at `modRevision`; else `conflict`. */
  remove: oc
    .input(z.object({ connectionId, key: keyBytes, modRevision: revision }))
    .output(type<WriteResult>()),
}
