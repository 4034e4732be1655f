import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { anyBytes, connectionId, revision } from './fields'
import { keyScope, type KeyScope } from './transfer'

/** `rename` and `move` are the same change, of a key and of a folder. */
export const changeKind = z.enum(['delete', 'rename', 'move', 'duplicate', 'putBack'])
export type ChangeKind = z.infer<typeof changeKind>

const mapping = z.object({ from: anyBytes, to: anyBytes })

/**
 * What a put-back goes back to: the keys of an earlier revision, or with `source` those of another open connection (a
 * snapshot file is one) at a revision of its own. `deletesNewer`: keys that came since, or that only the target has, are
 * deleted.
 *
 * `leases`, of another source only: `regrant` gives what is written the lease it has there, by its id, granted anew for as
 * long as it was granted there unless it still exists; `drop` (default) writes without one. A key that is there keeps its
 * lease unless it gets its own back.
 */
export const pastOf = z.object({
  revision,
  deletesNewer: z.boolean(),
  source: connectionId.optional(),
  leases: z.enum(['regrant', 'drop']).optional(),
})
export type PastOf = z.infer<typeof pastOf>

/** How the keys of an earlier revision differ from now. */
export interface PastCounts {
  /** Deleted since: written again. */
  readonly again: number
  /** Of another value now: changed back. */
  readonly changed: number
  /** Of the same value: not touched. */
  readonly same: number
  /** Came since: deleted only where that was asked for. */
  readonly newer: number
  /** Of those that are written: without the lease they had, which is gone. */
  readonly withoutLease: number
}

/** Of a put-back from another source. */
export interface PastSource {
  /** The source's name when it was planned. */
  readonly name: string
  /** Whose keys these are, in hex; all zeros for a snapshot file. */
  readonly clusterId: string
  /** Leases that a run grants anew. */
  readonly grants: number
}

/** What a dry run found; nothing was written. */
export interface ChangePlan {
  readonly id: string
  readonly kind: ChangeKind
  /** How many keys are touched; 0 only of a put-back that would change nothing: it cannot be run. */
  readonly count: number
  /** Bytes of all keys and values; of a put-back, of what it writes and deletes. */
  readonly sizeBytes: number
  /** The first hundred keys, with where each goes or, of a put-back, what is done with it. */
  readonly first: readonly {
    readonly key: Uint8Array
    readonly target?: Uint8Array
    readonly effect?: 'again' | 'changed' | 'deleted'
  }[]
  /** Leases that hold some of the keys: the first hundred, and how many keys in all. */
  readonly leases: readonly string[]
  readonly leasedKeys: number
  readonly endpoint: string
  /** Whose revisions these are, in hex. */
  readonly clusterId: string
  /** The store's revision at which all of it was read. */
  readonly revision: bigint
  /** Targets that are there already: with one of them the plan cannot be run. */
  readonly conflicts: number
  readonly firstConflicts: readonly Uint8Array[]
  /** How many operations are sent in one transaction at first; fewer where the server takes fewer. */
  readonly opsPerTxn: number
  /** Of a put-back: what it goes back to, how that differs from now, and the first hundred keys that came since. */
  readonly past?: PastCounts &
    PastOf & {
      readonly firstNewer: readonly Uint8Array[]
      readonly from?: PastSource
    }
}

/** `written + changed + unknown + remaining` is the plan's count (of an undo: what the run wrote). */
export interface ChangeAccount {
  readonly written: number
  /** Left alone because somebody wrote or deleted it since. */
  readonly changed: number
  /** The first hundred of these. */
  readonly firstChanged: readonly Uint8Array[]
  /** Sent, and neither answered nor found out by reading again. */
  readonly unknown: number
  readonly remaining: number
  /** Written without the lease they had, which is gone (an undo or a put-back only). */
  readonly withoutLease: number
  /** Revisions of the first and the last write. */
  readonly revisions?: { readonly first: bigint; readonly last: bigint }
  /** The JSON lines file with every key as it was before; it can be imported. */
  readonly backupFile: string
}

export interface ChangeState {
  readonly kind: 'progress' | 'done'
  /** `backup`: the file is being written, nothing was changed yet. */
  readonly phase: 'backup' | 'write'
  readonly done: number
  readonly total: number
  readonly ratePerSecond: number
  readonly account: ChangeAccount
  /** Why it ended early; the account is true all the same. */
  readonly failure?: Failure
  readonly isCanceled: boolean
}

export type ChangePlanState =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'plan'; readonly plan: ChangePlan }

/** A change that was begun: it is kept on disk, beside its backup file, until it is forgotten. */
export interface ChangeOperation {
  readonly plan: ChangePlan
  readonly scope: KeyScope
  readonly mapping?: { readonly from: Uint8Array; readonly to: Uint8Array }
  /** When it began: Unix time in milliseconds. */
  readonly at: number
  readonly account: ChangeAccount
  /** Keys that were put back. */
  readonly undone: number
  /** It runs, or is being undone, now. */
  readonly isRunning: boolean
  /** False when somebody took the backup file away: the old values then come from history, while it is there. */
  readonly hasBackup: boolean
}

export interface ChangeOperations {
  /** The newest hundred, newest first. */
  readonly operations: readonly ChangeOperation[]
  /** Files of operations that are not what etcdesk wrote. */
  readonly damaged: readonly string[]
}

const plan = z.object({ plan: z.string() })

/**
 * Deleting, renaming, moving and duplicating keys and folders, and putting them back to what they were at an earlier
 * revision, planned first.
 *
 * - `plan`: the dry run, all of it read at one revision; the last row is the plan. `mapping` is what keys begin with
 *   (`from`) and what replaces it; every kind but `delete` and `putBack` needs it. Fails with `invalid` (`details.field` =
 *   `to`) when a target would be empty or the source itself, `notFound` when there is no such key. A `putBack` needs
 *   `past` and may have an empty prefix, which is all keys; it fails with `invalid` or `compacted` (`details.field` =
 *   `revision`, with `compactRevision`) when that revision does not exist yet or any more, and with `invalid`
 *   (`details.field` = `source`) when the source is the target itself. The newest sixteen plans are
 *   kept, and every one that was run, also over the end of the app.
 * - `run`: writes the backup file of the plan's keys, then changes them by transactions, each key guarded by the
 *   revision the plan saw: one that was written or deleted since is left alone and reported. A move puts the target
 *   (which must not be there) and deletes the source in the same transaction. Leases are kept, bytes are exact. A put-back
 *   first writes what keys were at its revision to a file beside the backup, so that neither a compaction nor the end of
 *   its source can hurt it; a key
 *   that is there keeps its lease, one that was deleted gets its own again if that still exists. The last
 *   row is the account, whether it ended well or not. Run again, it goes on with what is left. Fails with `exists` when
 *   the plan has conflicts, `compacted` when its revision is gone before the backup is complete (nothing was written),
 *   `denied` on a read-only connection, `precondition` while it runs and where the connection leads to another cluster
 *   by now.
 * - `stop`: lets the transaction under way end and nothing follow; the last row of the run or undo tells what was done.
 * - `undo`: puts back what still stands as the run left it and reports the rest; from the backup or, where that file is
 *   gone, from history, failing with `compacted` when that is gone too. A lease is attached again if it still exists.
 *   Undone again, it goes on with what is left.
 * - `list`: what was begun on a connection. A transaction the app did not live to see answered is found out about when
 *   the operation is run or undone again; until then its keys count as remaining.
 * - `forget`: takes an operation off that list; its backup file stays. Fails with `precondition` while it runs.
 */
export const changesContract = {
  plan: oc
    .input(
      z
        .object({
          connectionId,
          kind: changeKind,
          scope: keyScope.extend({ prefixes: z.array(anyBytes).max(1_000) }),
          mapping: mapping.optional(),
          past: pastOf.optional(),
        })
        .refine(
          ({ kind, scope }) => kind === 'putBack' || scope.prefixes.every((prefix) => prefix.length > 0),
          'An empty prefix is all keys: those can only be put back.',
        ),
    )
    .output(pulled<ChangePlanState>()),
  run: oc.input(plan).output(pulled<ChangeState>()),
  stop: oc.input(plan).output(type<void>()),
  undo: oc.input(plan).output(pulled<ChangeState>()),
  list: oc.input(z.object({ connectionId })).output(type<ChangeOperations>()),
  forget: oc.input(plan).output(type<void>()),
}
