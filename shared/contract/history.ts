import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'
import type { WriteResult } from './kv'
import { anyBytes, connectionId, keyBytes, revision } from './fields'

/** One field that differs between two documents. `before` and `after` are short texts; absent where there is none. */
export interface FieldChange {
  /**
   * `spec.replicas`, `items[3].name`, `spec.containers[app].image` (a list whose items have names of their own),
   * `metadata.labels["app.kubernetes.io/name"]`. Empty: the whole value, where that is one short line of text.
   */
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/**
 * What a revision changed against the one before it.
 *
 * - `created`, `deleted`, `same` (written again with the same bytes)
 * - `fields`: both are documents (JSON or YAML), or one short line each; the ten most telling differences (what
 *   Kubernetes keeps for itself, such as managedFields, comes last), and how many there are in all
 * - `lines`: both are text; how many lines only one of the two has
 * - `bytes`: at least one is neither, or larger than 256 KiB
 * - `unseen`: what was there before is compacted
 */
export type ChangeSummary =
  | { readonly kind: 'created' | 'deleted' | 'same' | 'unseen' }
  | { readonly kind: 'fields'; readonly fields: readonly FieldChange[]; readonly count: number }
  | { readonly kind: 'lines'; readonly added: number; readonly removed: number }
  | { readonly kind: 'bytes'; readonly before: number; readonly after: number }

/**
 * When a revision was made, as far as anybody knows: etcd itself keeps no time. `observed`: etcdesk saw the store's
 * revision pass it between `afterMs` and `ms` (absent: at some time before `ms`). `object`: the value itself says so (a
 * Kubernetes object's own times, to the second by that API server's clock).
 */
export interface RevisionTime {
  readonly source: 'observed' | 'object'
  /** Milliseconds since 1970. */
  readonly ms: number
  readonly afterMs?: number
}

/** One put or delete of a key. */
export interface KeyRevision {
  readonly revision: bigint
  readonly kind: 'put' | 'delete'
  /** Puts since the key was created, 1 right after; 0 for a delete. */
  readonly version: bigint
  /** When the life began that this belongs to; 0 where a delete's life is not to be seen any more. */
  readonly createRevision: bigint
  /** Of the value; 0 for a delete. */
  readonly sizeBytes: number
  readonly lease?: string
  readonly time?: RevisionTime
  readonly summary: ChangeSummary
}

/**
 * How the list of a key's revisions stands. Rows of kind `revisions` come newest first, each below the ones before.
 * `progress`: how far the store's window was gone through, in revisions. The last row is `done`.
 */
export type HistoryRow =
  | {
      readonly kind: 'progress'
      /** `walk`: from version to version by Range at a revision. `replay`: one watch over the window. */
      readonly way: 'walk' | 'replay'
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'revisions'; readonly revisions: readonly KeyRevision[] }
  | {
      readonly kind: 'done'
      /** The store's revision up to which this is complete. */
      readonly revision: bigint
      /** The compacted revision at the end, 1 where there is none. Everything above it was seen, and what was there at it. */
      readonly compactRevision: bigint
      /** True when the key's history goes on below that, unseen. */
      readonly hidesOlder: boolean
      /** Set when a compaction came while it was read: revisions up to here might be missing, those listed are not. */
      readonly lostUpTo?: bigint
    }

/** A key that differs between two revisions. */
export interface ChangedKey {
  readonly key: Uint8Array
  readonly kind: 'added' | 'changed' | 'deleted'
  /** The modRevision on either side, and the size where it is known; absent where the key is not there. */
  readonly before?: { readonly modRevision: bigint; readonly sizeBytes?: number }
  readonly after?: { readonly modRevision: bigint; readonly sizeBytes?: number }
}

export interface ChangeCounts {
  readonly added: number
  readonly changed: number
  readonly deleted: number
}

/** At most so many changed keys are sent; the rest is only counted: a narrower prefix shows them. */
export const maxChangedKeys = 10_000

/**
 * What changed between two revisions, by the cheaper of two ways: a replay of what lies between, or both lists side by
 * side (`progress` in revisions or in keys). The last row is `done`; `keys` are in key order, `folders` (with the
 * separator at the end of their paths) are the children one level below the prefix, in key order, the first thousand.
 */
export type ChangedRow =
  | {
      readonly kind: 'progress'
      readonly way: 'replay' | 'list'
      readonly done: number
      readonly total: number
    }
  | {
      readonly kind: 'done'
      readonly from: bigint
      readonly to: bigint
      readonly counts: ChangeCounts
      readonly folders: readonly (ChangeCounts & { readonly path: Uint8Array })[]
      readonly keys: readonly ChangedKey[]
    }

/** What was written to one key, or to all keys of a folder, in the window. */
export interface ChurnEntry {
  /** A key; of a folder, its path with the separator at its end. */
  readonly path: Uint8Array
  readonly isFolder: boolean
  /** Puts and deletes. */
  readonly revisions: number
  readonly deletes: number
  /** Bytes of keys and values of all those revisions: what they take of the quota until they are compacted, about. */
  readonly bytes: number
  readonly keys: number
}

/**
 * Who writes most. Every row is complete up to `to` and may hold some of what follows; the last has `isDone`. `topKeys` are at most 200, by bytes and by
 * revisions; `folders` form a tree of at most 2,000 entries in path order: children with little are in none of them but
 * in their parent's sums.
 */
export interface ChurnRow {
  readonly from: bigint
  readonly to: bigint
  /** The store's revision at the start: where it will end. */
  readonly until: bigint
  readonly revisions: number
  readonly bytes: number
  readonly keys: number
  readonly topByBytes: readonly ChurnEntry[]
  readonly topByRevisions: readonly ChurnEntry[]
  readonly folders: readonly ChurnEntry[]
  /** Set when a compaction came meanwhile: revisions up to here could not be seen. */
  readonly lostUpTo?: bigint
  readonly isDone: boolean
}

/** The window in which the store's past can be read. */
export interface HistoryWindow {
  /** The lowest revision that can still be read: the compacted one, 1 where nothing was ever compacted. */
  readonly first: bigint
  readonly compactRevision: bigint
  readonly current: bigint
  /** What is known of when revisions were made, rising: a few hundred points at most. */
  readonly times: readonly { readonly revision: bigint; readonly ms: number }[]
}

/**
 * The past of a store, as far as it is not compacted.
 *
 * - `window`: where it begins and ends, now and after each change (about once a second).
 * - `revisions`: every put and delete of a key, newest first, down to the compacted revision, over all its lives, by the
 *   cheaper of two ways. A key that is not there now and has no revision in the window gives an empty list. A
 *   compaction meanwhile does not end it: the last row says what could not be seen.
 * - `changed`: what differs below a prefix between two revisions. Fails with `compacted` (details.compactRevision) when
 *   either is gone, `invalid` (details.field `from` or `to`) when one lies in the future or `from` is not below `to`.
 * - `churn`: who writes most below a prefix, over the window.
 * - `putBack`: writes the value a key had at `from` as a new revision, if the key still stands at `expected` (0: it is not
 *   there). `lease`: `keep` leaves the one it has now, `original` attaches the one of that revision again (fails with
 *   `precondition`, field `lease`, when it is gone), `none` leaves none. Fails with `conflict` when it does not stand
 *   there any more (nothing is written), `notFound` when the key was not there at `from`, `compacted`, `denied`.
 */
export const historyContract = {
  window: oc.input(z.object({ connectionId })).output(pulled<HistoryWindow>()),
  revisions: oc.input(z.object({ connectionId, key: keyBytes })).output(pulled<HistoryRow>()),
  changed: oc
    .input(z.object({ connectionId, prefix: anyBytes, separator: anyBytes, from: revision, to: revision }))
    .output(pulled<ChangedRow>()),
  churn: oc
    .input(z.object({ connectionId, prefix: anyBytes, separator: anyBytes }))
    .output(pulled<ChurnRow>()),
  putBack: oc
    .input(
      z.object({
        connectionId,
        key: keyBytes,
        from: revision,
        expected: z.bigint().min(0n),
        lease: z.enum(['keep', 'original', 'none']),
      }),
    )
    .output(type<WriteResult>()),
}
