import { Worker } from 'node:worker_threads'
import { FailureError, type Failure } from '../shared/failure'
import { canceled, onAbort, throwIfAborted } from './etcd/abort'

/** What a thread that does one job says of it. */
export type JobReport<Progress, Result> =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface ThreadJob {
  /** The thread's program. */
  readonly program: string
  /** Given to it as its `workerData`. */
  readonly job: unknown
  /** Aborted: the thread is sent `'stop'` and may end in its own way. */
  readonly softly?: AbortSignal
}

/**
 * Does a job in a thread of its own; yields how far it is, the newest only where the reader is slow, and returns what
 * came of it. Aborting, or leaving the loop, ends the thread wherever it is.
 */
export async function* runJob<Progress, Result>(
  { program, job, softly }: ThreadJob,
  signal: AbortSignal,
): AsyncGenerator<Progress, Result, void> {
  type Report = JobReport<Progress, Result>
  throwIfAborted(signal)
  const worker = new Worker(program, { workerData: job })
  let newest: Report | Error | undefined
  let wake = () => {}
  const tell = (report: Report | Error) => {
    if (newest instanceof Error || (newest && newest.kind !== 'progress')) return
    newest = report
    wake()
  }
  worker.on('message', tell).on('error', tell)
  worker.on('exit', () => tell(new Error('the thread has ended')))
  const forget = [onAbort(signal, () => wake()), onAbort(softly, () => worker.postMessage('stop'))]
  try {
    for (;;) {
      if (newest === undefined && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
      if (signal.aborted) throw canceled()
      const report: Report | Error | undefined = newest
      newest = undefined
      if (report instanceof Error) throw report
      if (report?.kind === 'failed') throw new FailureError(report.failure)
      if (report?.kind === 'done') return report.result
      if (report) yield report.progress
    }
  } finally {
    for (const each of forget) each()
    await worker.terminate()
  }
}
