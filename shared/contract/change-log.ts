import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId, revision } from './fields'
import type { RestoreAccount, RestoreProgress } from './restore'

/** A smaller log could not hold two generations of any store worth the name. */
export const leastLogBytes = 64 * 1024 * 1024

/**
 * Why revisions before a full snapshot are not in the log.
 *
 * - `compacted`: they were compacted before the log had read them (the app was closed, or the user lost the right)
 * - `otherCluster`: another cluster answers at the connection's addresses
 * - `wentBack`: the store is at a lower revision than the log: it was restored
 * - `replaced`: the store does not have what the log last read: it was restored, and went on
 * - `skipped`: etcd left a revision out
 * - `damaged`: the log's own files are
 */
export type LogGapCause = 'compacted' | 'otherCluster' | 'wentBack' | 'replaced' | 'skipped' | 'damaged'

export interface LogGap {
  /** The first revision that is not covered. */
  readonly from: bigint
  readonly cause: LogGapCause
  /** Unix time in ms when it was found. */
  readonly foundAt: number
}

/** A full snapshot and the changes since: every revision from `revision` to `toRevision` can be restored. */
export interface LogGeneration {
  readonly id: number
  readonly clusterId: string
  /** Of the full snapshot. */
  readonly revision: bigint
  /** Unix time in ms at which that was taken. */
  readonly takenAt: number
  readonly fullBytes: number
  /** The newest revision that is in the file. */
  readonly toRevision: bigint
  /** Unix time in ms at which that came. */
  readonly lastAt: number
  readonly events: number
  readonly logBytes: number
  /** What lies between this and the generation before; absent where nothing is missing. */
  readonly gap?: LogGap
}

/**
 * What a log does now.
 *
 * - `saving`: the full snapshot that a generation begins with
 * - `live`: every change is written as etcd tells it
 * - `interrupted`: nobody answers, the disk is full, a right is missing, a password is to be given: it tries again by itself,
 *   and goes on where it stood
 */
export type LogActivity =
  | { readonly kind: 'starting' | 'live' }
  | { readonly kind: 'saving'; readonly bytes: number; readonly totalBytes?: number }
  | { readonly kind: 'interrupted'; readonly failure: Failure; readonly since: number }

export interface ChangeLogState {
  readonly connectionId: string
  readonly isOn: boolean
  readonly maxBytes: number
  /** Absent while it is off. */
  readonly activity?: LogActivity
  /** Oldest first. Also of a log that is off. */
  readonly generations: readonly LogGeneration[]
}

/** The log of a connection that was removed: it is kept until it is deleted, and can be restored. */
export interface GoneLog {
  readonly connectionId: string
  /** What the connection was called. */
  readonly name: string
}

/** A revision of the log. */
export interface LoggedRevision {
  readonly revision: bigint
  /** Unix time in ms at which it came: for what happened while the app was closed, later than it was made. Of the first revision of a generation, when the snapshot was taken. */
  readonly receivedAt: number
  /** In the order of the transaction; the first hundred. None for the revision of a full snapshot. */
  readonly changes: readonly { readonly kind: 'put' | 'delete'; readonly key: Uint8Array }[]
  readonly changeCount: number
}

/** Replayed so far. */
export interface ReplayProgress {
  readonly kind: 'replay'
  readonly revisions: number
  readonly totalRevisions: number
}

/** How the new cluster was compared with the live one. */
export type RestoredCheck =
  /** Both answer this hash at the revision. */
  | { readonly kind: 'hash'; readonly hash: number; readonly compactRevision: bigint }
  /** The live store cannot be asked: every transaction was guarded by what the log says of each key. */
  | { readonly kind: 'guards'; readonly why: string }

export interface RestoredToRevision {
  readonly kind: 'restored'
  readonly account: RestoreAccount
  readonly revision: bigint
  readonly replayed: number
  /** HashKV of the new cluster at {@link revision}. */
  readonly hash: number
  readonly check: RestoredCheck
  /** Leases that were granted anew for keys of the log. */
  readonly leases: number
}

export type RestoreToRevisionItem = RestoreProgress | ReplayProgress | RestoredToRevision

const one = z.object({ connectionId })

/**
 * A log of all changes behind a full snapshot, written while the app runs, from which every revision can be restored.
 *
 * It is written at once and synced once a second and at the end: what the app or the machine loses is asked from etcd again.
 * Where that is gone (compaction) or the store is another one, the gap is told and a new full snapshot is taken. When half of
 * `maxBytes` is used a new generation begins (a full snapshot and a log); what is over is let go by whole generations,
 * the oldest first, never the newest.
 *
 * - `follow`: how a connection's log stands, now and at each change (at most ten times a second).
 * - `gone`: the logs of connections that were removed, now and at each change. They are off; all else works as with others.
 * - `turnOn`: `denied` names the right that is missing (READ on all keys, the role root); `invalid` (field `maxBytes`) when
 *   the store's snapshots do not fit. On one that is on it changes `maxBytes`.
 * - `turnOff`: nothing more is written; what is there stays, or is deleted with `deleteFiles`.
 * - `look`: a revision that is covered, or the last one that had come at a time; `notFound` where none is.
 * - `restore`: makes a new local cluster from the full snapshot and replays the log up to `revision`, each revision as one
 *   transaction that is refused unless it has exactly the log's outcome. The last item is `restored`. What fails or is canceled
 *   is removed. Leases are granted anew, with their ids and a life of years: what ended one comes from the log.
 */
export const changeLogContract = {
  follow: oc.input(one).output(pulled<ChangeLogState>()),
  gone: oc.output(pulled<readonly GoneLog[]>()),
  turnOn: oc.input(one.extend({ maxBytes: z.int().min(leastLogBytes) })).output(type<void>()),
  turnOff: oc.input(one.extend({ deleteFiles: z.boolean() })).output(type<void>()),
  look: oc
    .input(z.union([one.extend({ revision }), one.extend({ at: z.number() })]))
    .output(type<LoggedRevision>()),
  restore: oc
    .input(
      one.extend({
        revision,
        name: z.string().optional(),
        members: z.union([z.literal(1), z.literal(3), z.literal(5)]),
        engineId: z.string().optional(),
      }),
    )
    .output(pulled<RestoreToRevisionItem>()),
}
