import { join } from 'node:path'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { runJob } from '../job-thread'
import type { CheckedFile, SnapshotJob } from './protocol'

/** The thread's program: beside the built main; from the sources (tests, benches) where the set-up built it. */
const program = () => process.env['ETCDESK_SNAPSHOT_WORKER'] ?? join(__dirname, 'snapshot.js')

/** Saves or checks a file in a thread of its own, as {@link runJob} says. */
export function runInThread(
  job: SnapshotJob,
  signal: AbortSignal,
): AsyncGenerator<SnapshotProgress, CheckedFile, void> {
  return runJob({ program: program(), job }, signal)
}
