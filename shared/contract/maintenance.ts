import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import type { ClusterStatus, MemberRow } from './cluster'
import { anyBytes, connectionId, hexId, revision } from './fields'
import type { ChurnEntry } from './history'

const atEndpoint = z.object({ connectionId, endpoint: z.string().min(1) })

export interface MaintenanceStatus {
  readonly memberId: string
  readonly leaderId: string
  readonly version: string
  readonly dbSizeBytes: number
  readonly dbSizeInUseBytes: number
  readonly raftTerm: bigint
  readonly raftIndex: bigint
  readonly isLearner: boolean
  readonly revision: bigint
}

/** What a compaction leaves: all from a revision on, the newest `count` revisions, or what the last `hours` need. */
export const compactTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('revision'), revision: z.bigint() }),
  z.object({ kind: z.literal('revisions'), count: z.bigint() }),
  z.object({ kind: z.literal('hours'), hours: z.number() }),
])
export type CompactTarget = z.infer<typeof compactTarget>

/** What a compaction would do; nothing was changed. */
export interface CompactPlan {
  /** The lowest revision that can be read afterwards. */
  readonly revision: bigint
  readonly current: bigint
  /** The lowest revision that can be read now. */
  readonly compactRevision: bigint
  /** How many revisions cannot be read any more afterwards, for ever. */
  readonly goes: bigint
  /** Of `hours`: the store stood at `revision` at this time, as etcdesk saw it; never later than asked for. */
  readonly stoodAtMs?: number
  /** Watch panels that have not seen all below `revision` and do not read on now: each will have a gap. */
  readonly panels: readonly { readonly id: string; readonly revision: bigint }[]
}

export interface MemberSize {
  readonly id: string
  readonly name: string
  readonly endpoint: string
  readonly dbSizeBytes: number
  readonly dbSizeInUseBytes: number
}

/** What a compaction did. In use may shrink later still: without `physical`, etcd frees the pages in the background. */
export interface CompactAccount {
  readonly revision: bigint
  readonly goes: bigint
  readonly physical: boolean
  readonly tookMs: number
  readonly before: readonly MemberSize[]
  readonly after: readonly MemberSize[]
}

/** One member of a defragmentation, as it is before. `failure`: it does not answer, and cannot be defragmented. */
export interface DefragmentMember {
  readonly id: string
  readonly name: string
  readonly endpoint: string
  readonly role: MemberRow['role']
  readonly dbSizeBytes?: number
  readonly dbSizeInUseBytes?: number
  readonly failure?: Failure
}

export interface DefragmentPlan {
  /** In the order in which they are taken: followers, then the leader. Learners come last: they cannot be taken. */
  readonly members: readonly DefragmentMember[]
  /** With one voter or two, nothing can be written while one of them defragments. */
  readonly voters: number
  /** Why it cannot be begun now; absent when it can. */
  readonly obstacle?: string
}

/**
 * One member's turn. `waiting` → (`moving` leadership away) → `defragmenting` → `checking` (the gate) → `done`;
 * `failed` at any of these, and `skipped` when it was not asked for, not reached, or is a learner.
 */
export interface DefragmentStep {
  readonly memberId: string
  readonly name: string
  readonly endpoint: string
  readonly role: MemberRow['role']
  readonly state: 'waiting' | 'moving' | 'defragmenting' | 'checking' | 'done' | 'failed' | 'skipped'
  readonly beforeBytes?: number
  readonly afterBytes?: number
  readonly tookMs?: number
}

/** How a defragmentation stands; the last one of its stream is `done` and is the account, whether it ended well or not. */
export interface DefragmentState {
  readonly kind: 'progress' | 'done'
  readonly steps: readonly DefragmentStep[]
  /** Leadership that was given away, by member names. */
  readonly movedLeader?: { readonly from: string; readonly to: string }
  /** What is waited for now, in words. */
  readonly waitsFor?: string
  readonly tookMs: number
  readonly revision?: bigint
  readonly isCanceled: boolean
  readonly failure?: Failure
}

/** One member's hash of all revisions up to the one that was asked for. */
export interface MemberHash {
  readonly memberId: string
  readonly name: string
  readonly endpoint: string
  readonly version?: string
  readonly hash?: number
  readonly compactRevision?: bigint
  readonly tookMs?: number
  readonly failure?: Failure
}

/**
 * What the hashes say.
 *
 * - `equal`: all that answered have the same
 * - `differs`: most have the same; `members` do not: their data is not that of the others
 * - `split`: they differ and no majority tells which are right
 * - `incomparable`: not compacted to the same revision, after several tries, or of versions that hash differently
 * - `alone`: fewer than two answered
 */
export interface HashVerdict {
  readonly kind: 'equal' | 'differs' | 'split' | 'incomparable' | 'alone'
  /** The names of those that differ. */
  readonly members: readonly string[]
}

export interface HashCheckState {
  readonly kind: 'progress' | 'done'
  readonly revision?: bigint
  /** Those that answered so far, or failed to; at the end, every member. */
  readonly members: readonly MemberHash[]
  readonly total: number
  readonly tookMs: number
  readonly verdict?: HashVerdict
}

export interface SpaceFacts {
  readonly members: readonly (MemberSize & { readonly quotaBytes?: number })[]
  readonly alarms: ClusterStatus['alarms']
  readonly current: bigint
  readonly compactRevision: bigint
  /** Whether all members have room again: below 90 % of their quota. `unknown`: a quota or a size is not known. */
  readonly room: 'enough' | 'lacking' | 'unknown'
}

/** What is known about going one minor version down. Absent fields are not told by these members' versions. */
export interface DowngradeInfo {
  readonly members: readonly {
    readonly name: string
    readonly version?: string
    /** The format of its data (3.6 and later). */
    readonly storageVersion?: string
    readonly downgrade?: { readonly targetVersion: string }
    readonly failure?: Failure
  }[]
  /** As the leader told it (3.5 and later). */
  readonly clusterVersion?: string
  /** What was asked, one minor version down, and why etcd would refuse it, if it would. */
  readonly validated?: { readonly target: string; readonly failure?: Failure }
}

/** The keys that are there, added up by folder; every row holds all that was read so far. */
export interface FillRow {
  readonly revision: bigint
  readonly keys: number
  readonly totalKeys: number
  readonly bytes: number
  /** At most 2,000 folders in path order, as of churn; `revisions` equals `keys`. */
  readonly folders: readonly ChurnEntry[]
  /** The largest keys, at most 200. */
  readonly largest: readonly ChurnEntry[]
  readonly isDone: boolean
  /** It was ended at the bound of keys or bytes, not at the last key. */
  readonly isBounded: boolean
}

/** So much is read at most to find what fills a store. */
export const maxFillKeys = 2_000_000
export const maxFillBytes = 8 * 2 ** 30

/**
 * Keeping a cluster's databases small and sound. Per endpoint, never balanced: each member has its own database file.
 * What writes fails with `denied` on a read-only connection.
 *
 * - `status`, `hashKv`: one member, as `etcdctl endpoint status` and `hashkv` (revision 0 or absent: current).
 * - `compactPlan`: what `compact` would take away. Fails beside the field (`details.field` is `revision`, `count` or
 *   `hours`) with `invalid` (in the future, not a positive number), `compacted` (all of that is gone already) and, for
 *   `hours`, `precondition` with `details.sinceMs` when nobody saw the store that long ago.
 * - `compact`: drops all revisions before `revision` for ever. `physical`: answers when they are gone from the asked
 *   member's file as well. Canceled after it was sent, etcd goes on with it.
 * - `defragment`: rewrites the database files of `members` (default: all) without holes, one at a time in the plan's
 *   order, the leader's last, after giving leadership away where `movesLeader`. The member that is being rewritten does
 *   not answer. Between two, all members that were well must be well again within `gateTimeoutMs`, else it stops with
 *   `precondition`. `stop` ends it after the member under way, which cannot be interrupted. One at a time per connection.
 * - `checkHashes`: all members' hashes at one revision that all of them have; ended by leaving the stream.
 * - `space`: sizes, quotas (asked of /metrics before 3.6) and alarms.
 * - `disarm`: takes one alarm of one member away. Without `force`, NOSPACE fails with `precondition` while members lack
 *   room, or nobody knows, and CORRUPT always does.
 * - `downgrade`: what the members tell about it; nothing is changed.
 * - `fill`: what the keys below a prefix take, by folder.
 */
export const maintenanceContract = {
  status: oc.input(atEndpoint).output(type<MaintenanceStatus>()),
  hashKv: oc
    .input(atEndpoint.extend({ revision: revision.optional() }))
    .output(type<{ hash: number; compactRevision: bigint; revision: bigint }>()),
  compactPlan: oc.input(z.object({ connectionId, target: compactTarget })).output(type<CompactPlan>()),
  compact: oc
    .input(z.object({ connectionId, revision, physical: z.boolean().optional() }))
    .output(type<CompactAccount>()),
  defragmentPlan: oc.input(z.object({ connectionId })).output(type<DefragmentPlan>()),
  defragment: oc
    .input(
      z.object({
        connectionId,
        members: z.array(hexId).optional(),
        movesLeader: z.boolean(),
        gateTimeoutMs: z.int().min(1_000).max(600_000).default(60_000),
      }),
    )
    .output(pulled<DefragmentState>()),
  stop: oc.input(z.object({ connectionId })).output(type<void>()),
  checkHashes: oc.input(z.object({ connectionId })).output(pulled<HashCheckState>()),
  space: oc.input(z.object({ connectionId })).output(type<SpaceFacts>()),
  disarm: oc
    .input(
      z.object({
        connectionId,
        memberId: hexId,
        alarm: z.enum(['NOSPACE', 'CORRUPT']),
        force: z.boolean(),
      }),
    )
    .output(type<SpaceFacts>()),
  downgrade: oc.input(z.object({ connectionId })).output(type<DowngradeInfo>()),
  fill: oc.input(z.object({ connectionId, prefix: anyBytes, separator: anyBytes })).output(pulled<FillRow>()),
}
