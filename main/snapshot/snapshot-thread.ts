import { stat } from 'node:fs/promises'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { runJob } from '../job-thread'
import type { HashKv, HashKvAt } from './hash-kv'
import { programFor } from './program'
import type { FileStatus } from './read-status'
import { joinShares, type StatusShare, type TalliedShare } from './status-of-file'
import type { CheckedFile, SnapshotJob } from './protocol'

type CheckJob = Extract<SnapshotJob, { kind: 'save' | 'check' }>

/** Saves or checks a file in a thread of its own, as {@link runJob} says. */
export function runInThread(
  job: CheckJob,
  signal: AbortSignal,
): AsyncGenerator<SnapshotProgress, CheckedFile, void> {
  return runJob({ program: programFor(job), job }, signal)
}

/**
 * What `etcdctl snapshot status` says of a file, its SHA-256 left out; of a large one two threads read a half each.
 * Fails as a check does. `threadWorthBytes`: how large that is.
 */
export async function statusInThread(
  file: string,
  signal: AbortSignal,
  threadWorthBytes = 64 * 1024 * 1024,
): Promise<FileStatus> {
  const { size } = await stat(file)
  const tally = (share: StatusShare) => resultOf<TalliedShare>({ kind: 'status', file, share }, signal)
  if (size < threadWorthBytes) return joinShares(await tally('all'))
  return joinShares(...(await Promise.all([tally('first'), tally('second')])))
}

export interface FileHash {
  readonly hash: number
  /** The one it is of. */
  readonly revision: bigint
  /** Up to which the file was compacted. */
  readonly compactRevision: bigint
}

/** A question of a member's hash, as etcd answers `endpoint hashkv`. */
export interface HashKvOfFile {
  /** Absent: the newest in the file. */
  readonly revision?: bigint
  /** As the member answered it together with its hash. */
  readonly compactRevision: bigint
  /** What `--bump-revision` added in a restore; absent: nothing. */
  readonly bumpBy?: bigint
}

/**
 * The hash that a member answers which holds what the file holds, and the revision it is of, computed in a thread: equal
 * to the member's, the file is that store at that revision. Fails as {@link hashKv} does, and as reading a file can.
 */
export async function hashKvOfFile(
  file: string,
  { revision, compactRevision, bumpBy }: HashKvOfFile,
  signal: AbortSignal,
): Promise<FileHash> {
  const at: HashKvAt = {
    compactRevision: Number(compactRevision),
    ...{ revision: revision ? Number(revision) : undefined, bumpBy: Number(bumpBy ?? 0n) },
  }
  const found = await resultOf<HashKv>({ kind: 'hash', file, at }, signal)
  const { hash, revision: newest, compactRevision: compacted } = found
  return { hash, revision: BigInt(newest), compactRevision: BigInt(compacted) }
}

async function resultOf<Result>(job: SnapshotJob, signal: AbortSignal): Promise<Result> {
  const work = runJob<unknown, Result>({ program: programFor(job), job }, signal)
  for (;;) {
    const next = await work.next()
    if (next.done) return next.value
  }
}
