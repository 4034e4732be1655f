import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { FailureError } from '../../shared/failure'
import { canceled, onAbort, throwIfAborted } from '../etcd/abort'
import type { CheckedFile, SnapshotJob, SnapshotReport } from './protocol'

/** The thread's program: beside the built main; from the sources (tests, benches) where the set-up built it. */
const program = () => process.env['ETCDESK_SNAPSHOT_WORKER'] ?? join(__dirname, 'snapshot.js')

/**
 * Does a job in a thread of its own; yields how far it is, the newest only where the reader is slow, and returns what
 * was found. Aborting, or leaving the loop, ends the thread wherever it is.
 */
export async function* runInThread(
  job: SnapshotJob,
  signal: AbortSignal,
): AsyncGenerator<SnapshotProgress, CheckedFile, void> {
  throwIfAborted(signal)
  const worker = new Worker(program(), { workerData: job })
  let newest: SnapshotReport | Error | undefined
  let wake = () => {}
  const tell = (report: SnapshotReport | Error) => {
    if (newest instanceof Error || (newest && newest.kind !== 'progress')) return
    newest = report
    wake()
  }
  worker.on('message', tell).on('error', tell)
  worker.on('exit', () => tell(new Error('the snapshot thread has ended')))
  const forget = onAbort(signal, () => wake())
  try {
    for (;;) {
      if (newest === undefined && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
      if (signal.aborted) throw canceled()
      const report: SnapshotReport | Error | undefined = newest
      newest = undefined
      if (report instanceof Error) throw report
      if (report?.kind === 'failed') throw new FailureError(report.failure)
      if (report?.kind === 'checked') return report.file
      if (report) yield report
    }
  } finally {
    forget()
    await worker.terminate()
  }
}
