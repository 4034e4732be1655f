import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'
import { anyBytes, connectionId, revision } from './fields'
import type { ChangeCounts, ChangedKey } from './history'

/** One side of a comparison: an open connection (a snapshot file is one), at a revision (default: its newest). */
export const comparedSide = z.object({
  connectionId,
  /** What is compared of it: keys that begin with it, each by what follows. Empty: all keys. */
  prefix: anyBytes,
  revision: revision.optional(),
})
export type CompareSide = z.infer<typeof comparedSide>

/** A side as it was read. */
export interface ComparedSide {
  readonly connectionId: string
  readonly prefix: Uint8Array
  /** The one revision all of it was read at. */
  readonly revision: bigint
  /** As etcd's headers name it, in hex; all zeros for a snapshot file, which does not know it. */
  readonly clusterId: string
  readonly endpoint: string
  /** Below its prefix at that revision. */
  readonly keys: number
}

/** More differences than this are only counted: a narrower prefix shows them. */
export const maxDifferences = 1_000_000

/**
 * How keys that both sides have were told apart: `revisions` where both are one store, so that a key last written at the
 * same revision is the same; `values` else, all of which are read then.
 */
export type ComparedBy = 'revisions' | 'values'

export interface Comparison {
  readonly id: string
  readonly left: ComparedSide
  readonly right: ComparedSide
  readonly by: ComparedBy
  /** `added`: only the right side has it; `deleted`: only the left one; `changed`: with another value. */
  readonly counts: ChangeCounts
  /** Keys of the same value on both sides, whatever leases they have. */
  readonly same: number
  /** How many of the differences can be looked at. */
  readonly kept: number
}

export type CompareRow =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly comparison: Comparison }

/**
 * What differs below a prefix, which is one of the right side's, as are all keys and paths: `folders` are the children one
 * level down (the separator at the end of their paths), the first thousand; `keys` the first ten thousand. Both in key
 * order.
 */
export interface Differences {
  readonly prefix: Uint8Array
  readonly counts: ChangeCounts
  readonly folders: readonly (ChangeCounts & { readonly path: Uint8Array })[]
  readonly keys: readonly ChangedKey[]
}

/** How far an export is; `keys` are differences. */
export interface DifferenceExport {
  readonly kind: 'progress' | 'done'
  readonly path: string
  readonly keys: number
  readonly totalKeys: number
  readonly bytes: number
}

/**
 * What differs between two sources: snapshot files, clusters, or either at two revisions.
 *
 * - `compare`: reads both sides side by side, each at one revision; of keys that both have only those values that are
 *   needed. The last row is the comparison; it can be looked at and exported as long as the stream stays open. Failures say
 *   whose they are in `details.side` (`left` or `right`): `precondition` for a connection that is not open, `invalid` and
 *   `compacted` (`details.field` = `revision`) for a revision that is not there, `conflict` for a file that was written
 *   meanwhile. `invalid` with side `right` when both sides are the same.
 * - `look`: what was found below a prefix. Asks neither side. `notFound` when the comparison is not open any more.
 * - `export`: writes all differences into a file, one JSON object a line, each with the key as it is on either side; the
 *   file is whole or not there, and one that is there is never replaced (`exists`, `details.field` = `path`). `precondition`
 *   when more differ than are kept.
 */
export const compareContract = {
  compare: oc.input(z.object({ left: comparedSide, right: comparedSide })).output(pulled<CompareRow>()),
  look: oc
    .input(z.object({ comparison: z.string(), prefix: anyBytes, separator: anyBytes }))
    .output(type<Differences>()),
  export: oc
    .input(
      z.object({
        comparison: z.string(),
        path: z.string().min(1),
        /** Below this prefix of the right side's; empty: all. */
        prefix: anyBytes,
        /** Without: revisions only. */
        withValues: z.boolean(),
      }),
    )
    .output(pulled<DifferenceExport>()),
}
