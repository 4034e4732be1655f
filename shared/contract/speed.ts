import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId } from './fields'

/**
 * The loads of `etcdctl check perf` (etcdctl/ctlv3/command/check.go): puts a second, and how many are on their way at
 * most. Keys of 256 bytes, values of 1 KiB.
 */
export const speedLoads = {
  s: { perSecond: 150, inFlight: 50 },
  m: { perSecond: 1_000, inFlight: 200 },
  l: { perSecond: 8_000, inFlight: 500 },
  xl: { perSecond: 15_000, inFlight: 1_000 },
} as const
export type SpeedLoad = keyof typeof speedLoads

export const speedKeyBytes = 256
export const speedValueBytes = 1_024
/** "Fast: benchmarked 10,000 writes/sec", of etcd's README. */
export const etcdFigurePerSecond = 10_000
/** Below which keys a check writes, each check in a folder of its own. */
export const speedFolder = '/etcdesk-speed-check/'

/** By which a check passes, as `etcdctl check perf` judges. */
export const speedLimits = { share: 0.9, slowestMs: 500, deviationMs: 100 } as const

/** What a check would do, and why it cannot, where it cannot. */
export interface SpeedPlan {
  readonly writes: number
  /** Keys and values that are sent. */
  readonly sentBytes: number
  /** About what the database file of each member grows by: the keys, their history, and their deletion. */
  readonly growthBytes: number
  readonly members: number
  readonly endpoints: readonly string[]
  /** In use on the fullest member now, and its quota; absent where no member tells. */
  readonly dbSizeInUseBytes?: number
  readonly quotaBytes?: number
  /** What keeps it from being started. */
  readonly problem?: Failure
}

/** How far it is, twice a second. */
export interface SpeedProgress {
  readonly kind: 'progress'
  /** `clean`: the keys are deleted again, `writes` of `totalWrites`. */
  readonly phase: 'write' | 'clean'
  readonly seconds: number
  readonly totalSeconds: number
  readonly writes: number
  readonly totalWrites: number
  readonly failed: number
  /** Of the last half second. */
  readonly perSecond: number
  readonly p50Ms?: number
  readonly p99Ms?: number
}

/** Upper bounds of the histogram's bars in ms; the last bar has none. */
export const latencyBoundsMs = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024] as const

/** A member's disk and network in the minutes of the check, of its own metrics. */
export interface SpeedMember {
  readonly name: string
  readonly isLeader: boolean
  readonly walFsyncP99Ms?: number
  readonly backendCommitP99Ms?: number
  /** To its slowest peer; etcd asks seldom: absent for short checks. */
  readonly peerRoundTripP99Ms?: number
  /** Why its metrics could not be read. */
  readonly failure?: Failure
}

export interface SpeedResult {
  readonly kind: 'done'
  readonly load: SpeedLoad
  readonly seconds: number
  readonly writes: number
  readonly failed: number
  readonly firstFailure?: Failure
  readonly perSecond: number
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly slowestMs: number
  readonly deviationMs: number
  /** Puts by latency: one number for each of `latencyBoundsMs`, and one for what lies above. */
  readonly histogram: readonly number[]
  /** Puts answered in each second. */
  readonly eachSecond: readonly number[]
  /** How busy etcdesk itself was in sending, 0 to 1: near 1 it is what was measured. */
  readonly clientBusy: number
  readonly members: readonly SpeedMember[]
  /** It was ended before its time. */
  readonly isStopped: boolean
  readonly verdict: {
    readonly throughput: boolean
    readonly slowest: boolean
    readonly deviation: boolean
  }
  /** Why keys of it may still be there; etcd deletes them when their lease ends, after so many seconds. */
  readonly leftBehind?: { readonly failure: Failure; readonly leaseSeconds: number }
}

const request = z.object({
  connectionId,
  load: z.enum(['s', 'm', 'l', 'xl']),
  seconds: z.int().min(2).max(60),
})

/**
 * How many puts a second a cluster takes, and how long each takes.
 *
 * - `plan`: what would be written; asks, writes nothing.
 * - `run`: puts keys at the load's rate below a folder of its own, for so many seconds and no more, deletes them again, and
 *   tells the result last. The keys hang on a lease: what a crash leaves behind etcd deletes by itself. Leaving the stream
 *   ends it and cleans up as well. Fails with `denied` on a read-only connection, `exhausted` where the quota would be
 *   reached or is, `precondition` while another check's keys are there.
 * - `stop`: ends the writing now; the stream goes on to clean up and tells what was measured.
 */
export const speedContract = {
  plan: oc.input(request).output(type<SpeedPlan>()),
  run: oc.input(request).output(pulled<SpeedProgress | SpeedResult>()),
  stop: oc.input(z.object({ connectionId })).output(type<void>()),
}
