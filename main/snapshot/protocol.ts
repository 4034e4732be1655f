import type { SnapshotProgress, SnapshotStatus } from '../../shared/contract/snapshot'
import type { BytesTarget } from '../etcd/message-bytes'
import type { JobReport } from '../job-thread'
import type { HashKv, HashKvAt } from './hash-kv'
import type { StatusShare, TalliedShare } from './status-of-file'

/** Writes a member's database into a file that is there and empty, and reads it. */
export interface SaveJob {
  readonly kind: 'save'
  readonly target: BytesTarget
  readonly file: string
}

/** What a thread that reads a snapshot is started for. */
export type ReadJob =
  /** Reads a file whole. */
  | { readonly kind: 'check'; readonly file: string }
  /** Reads a share of a file, but for its SHA-256. */
  | { readonly kind: 'status'; readonly file: string; readonly share: StatusShare }
  /** Takes the SHA-256 of a file while it is written; for a thread of one that saves or checks. */
  | { readonly kind: 'sum'; readonly file: string }
  /** Takes a file's HashKV. */
  | { readonly kind: 'hash'; readonly file: string; readonly at: HashKvAt }

export type SnapshotJob = SaveJob | ReadJob

/** A file that was read to its end and found right. */
export interface CheckedFile {
  readonly sizeBytes: number
  /** What the trailer says; absent where there is none (a copy of `member/snap/db`). */
  readonly sha256?: string
  readonly status: SnapshotStatus
}

export type SnapshotReport = JobReport<SnapshotProgress, CheckedFile | HashKv | TalliedShare>
