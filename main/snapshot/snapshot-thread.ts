import { join } from 'node:path'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { runJob } from '../job-thread'
import type { HashKv, HashKvAt } from './hash-kv'
import type { CheckedFile, SnapshotJob } from './protocol'

/** The thread's program: beside the built main; from the sources (tests, benches) where the set-up built it. */
const program = () => process.env['ETCDESK_SNAPSHOT_WORKER'] ?? join(__dirname, 'snapshot.js')

type CheckJob = Exclude<SnapshotJob, { kind: 'hash' }>

/** Saves or checks a file in a thread of its own, as {@link runJob} says. */
export function runInThread(
  job: CheckJob,
  signal: AbortSignal,
): AsyncGenerator<SnapshotProgress, CheckedFile, void> {
  return runJob({ program: program(), job }, signal)
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
): Promise<{ readonly hash: number; readonly revision: bigint }> {
  const at: HashKvAt = {
    compactRevision: Number(compactRevision),
    ...{ revision: revision ? Number(revision) : undefined, bumpBy: Number(bumpBy ?? 0n) },
  }
  const work = runJob<never, HashKv>({ program: program(), job: { kind: 'hash', file, at } }, signal)
  for (;;) {
    const next = await work.next()
    if (next.done) return { hash: next.value.hash, revision: BigInt(next.value.revision) }
  }
}
