import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { anyBytes, connectionId, keyBytes, revision } from './fields'

/** Single keys, and all keys that begin with a prefix; what several of them name is taken once. */
export const keyScope = z.object({
  keys: z.array(keyBytes).max(10_000),
  prefixes: z.array(keyBytes).max(1_000),
})
export type KeyScope = z.infer<typeof keyScope>

/**
 * What is taken: every key that begins with a prefix (empty: all of them), single keys, or several of both: rows that
 * were chosen together.
 */
export const keySelection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('prefix'), prefix: anyBytes }),
  z.object({ kind: z.literal('keys'), keys: z.array(keyBytes).min(1).max(100_000) }),
  keyScope.extend({ kind: z.literal('several') }),
])
export type KeySelection = z.infer<typeof keySelection>

/** `jsonl` is exact and can be imported again; `yaml` is for people; `etcdctl` is a bash script of exact puts. */
export const exportFormat = z.enum(['jsonl', 'yaml', 'etcdctl', 'kubernetes'])
export type ExportFormat = z.infer<typeof exportFormat>

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string().min(1) }),
  z.object({ kind: z.literal('connection'), connectionId, selection: keySelection }),
])
export type TransferSource = z.infer<typeof source>

/** Every key must begin with `from`, which is replaced by `to`. */
const mapping = z.object({ from: anyBytes, to: anyBytes })
export type PrefixMapping = z.infer<typeof mapping>

/**
 * - `skip`: only keys that are not there
 * - `unchanged`: those, and keys that still stand at the revision they were exported at
 * - `overwrite`: all of them
 */
export const transferPolicy = z.enum(['skip', 'unchanged', 'overwrite'])
export type TransferPolicy = z.infer<typeof transferPolicy>

/** How far it is. `total…` is missing while it is unknown. */
export interface TransferProgress {
  readonly kind: 'progress'
  readonly phase: 'check' | 'compare' | 'write'
  readonly keys: number
  readonly totalKeys?: number
  readonly bytes: number
  readonly totalBytes?: number
}

/** The file is complete and under its own name. */
export interface ExportDone {
  readonly kind: 'done'
  readonly path: string
  readonly keys: number
  readonly bytes: number
  /** The one revision all of it was read at. */
  readonly revision: bigint
  /** Chosen keys that are not there at that revision. */
  readonly missing: number
}

/**
 * What the dry run found of a key: not there; there with another value, at the very revision it was exported at;
 * there as it would be written; there with another value, written by somebody since, or in another cluster.
 */
export const plannedKinds = ['added', 'changed', 'same', 'conflicting'] as const
export type PlannedKind = (typeof plannedKinds)[number]

export interface PlannedKey {
  readonly key: Uint8Array
  readonly sizeBytes: number
  /** What is there now; absent for a key that is not. */
  readonly current?: { readonly sizeBytes: number; readonly modRevision: bigint }
}

export interface TransferPlan {
  readonly id: string
  readonly keys: number
  readonly bytes: number
  readonly counts: Readonly<Record<PlannedKind, number>>
  /** The first hundred of each. */
  readonly first: Readonly<Record<PlannedKind, readonly PlannedKey[]>>
  /** Keys that only the target has, which a run deletes: how many, and the first hundred. Only where it was asked for. */
  readonly extra?: { readonly count: number; readonly first: readonly Uint8Array[] }
  readonly leases: {
    /** Keys that get the lease they came with. */
    readonly attached: number
    /** Keys that came with a lease and do not get it: it was to be dropped, or there is no such lease. */
    readonly dropped: number
  }
}

/**
 * What was done: `added + overwritten + deleted + same + skipped + overtaken + unknown + remaining` is the plan's count
 * with its extra keys.
 */
export interface TransferAccount {
  readonly added: number
  readonly overwritten: number
  /** Keys that only the target had. */
  readonly deleted: number
  readonly same: number
  /** Left alone by the policy. */
  readonly skipped: number
  /** Left alone because somebody wrote them after the dry run. */
  readonly overtaken: number
  /** Sent, and neither answered nor found out by reading again. */
  readonly unknown: number
  readonly remaining: number
  /** The first hundred overtaken keys. */
  readonly firstOvertaken: readonly Uint8Array[]
  /** Of the last write. */
  readonly revision?: bigint
  /** JSON lines with all that the target had below the prefix; written before a run that deletes. */
  readonly backupFile?: string
}

export interface TransferState {
  readonly kind: 'progress' | 'done'
  readonly account: TransferAccount
  /** Keys in the backup file so far, while that is written. */
  readonly backedUp?: number
  /** Why it ended early; the account is true all the same. */
  readonly failure?: Failure
  readonly isCanceled: boolean
}

/**
 * Keys in and out.
 *
 * - `export`: writes a file on the machine that runs etcdesk, all of it read at one revision (`revision`, else the
 *   newest), which the file's head names; the last row is the outcome. Until then it is called `NAME.part`; leaving the stream or any failure removes it. Fails with `exists`
 *   when the name is taken and `overwrite` was not chosen, `exhausted` when the disk is full, `compacted` when the
 *   revision is gone or went away under it, `invalid` (`details.field` = `path`) for a path that is not absolute, and
 *   (`details.field` = `revision`) for a revision that is not there yet.
 * - `plan`: the dry run. A file is checked whole before the cluster is asked: `invalid` with `details.line` for a line
 *   that is cut off, no JSON, not base64 or the second of a key. The last row is the plan; it can be run as long as the
 *   stream stays open. Nothing is written. With `deleteExtra`, which takes a prefix of a connection, keys that only the
 *   target has below the mapped prefix are found as well; `invalid` where source and target overlap.
 * - `run`: writes a plan, once, by transactions that each compare every key with what the dry run saw; the last row is
 *   the account, whether it ended well or not. A key that is there keeps its lease unless it gets its own back. Before
 *   a run that deletes, the target's prefix is saved to a backup file, as the dry run saw it.
 *   Fails with `denied` on a read-only connection, `precondition` when the file changed since the dry run.
 * - `stop`: lets the transaction under way end and nothing follow; the run's last row tells what was done.
 */
export const transferContract = {
  export: oc
    .input(
      z.object({
        connectionId,
        selection: keySelection,
        format: exportFormat,
        path: z.string().min(1),
        overwrite: z.boolean(),
        revision: revision.optional(),
      }),
    )
    .output(pulled<TransferProgress | ExportDone>()),
  plan: oc
    .input(
      z.object({
        connectionId,
        source,
        mapping: mapping.optional(),
        leases: z.enum(['drop', 'reattach']),
        deleteExtra: z.boolean().optional(),
      }),
    )
    .output(pulled<TransferProgress | { readonly kind: 'plan'; readonly plan: TransferPlan }>()),
  run: oc.input(z.object({ plan: z.string(), policy: transferPolicy })).output(pulled<TransferState>()),
  stop: oc.input(z.object({ plan: z.string() })).output(type<void>()),
}
