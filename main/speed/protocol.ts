import type { Failure } from '../../shared/failure'
import type { BytesTarget } from '../etcd/message-bytes'

/** What the thread that makes the load is started for. */
export interface LoadJob {
  /** Each gets its share of the puts. */
  readonly targets: readonly BytesTarget[]
  /** Of every key; a number follows that makes it `speedKeyBytes` long. */
  readonly prefix: string
  readonly lease: bigint
  readonly perSecond: number
  readonly inFlight: number
  readonly seconds: number
}

export interface LoadProgress {
  readonly seconds: number
  readonly writes: number
  readonly failed: number
  readonly perSecond: number
  readonly p50Ms?: number
  readonly p99Ms?: number
}

export interface LoadResult {
  readonly seconds: number
  /** Numbers below it may have been written. */
  readonly sent: number
  readonly writes: number
  readonly failed: number
  readonly firstFailure?: Failure
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly slowestMs: number
  readonly deviationMs: number
  readonly histogram: readonly number[]
  readonly eachSecond: readonly number[]
  readonly clientBusy: number
}
