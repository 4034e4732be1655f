import '../polyfill'
import { parentPort, workerData } from 'node:worker_threads'
import type { SnapshotProgress, SnapshotStatus } from '../../shared/contract/snapshot'
import { unreachable } from '../../shared/unreachable'
import { checkFile, statusOfFile } from './check-file'
import { readFailure, writeFailure } from './file-failure'
import { hashFile } from './hash-file'
import type { HashKv } from './hash-kv'
import type { CheckedFile, SnapshotJob, SnapshotReport } from './protocol'
import { saveDatabase } from './save-database'
import { serveSum } from './sum-file'

// The thread that saves or checks one file, and ends: whoever wants it to stop ends the thread.

const report = (message: SnapshotReport) => parentPort?.postMessage(message)
const job = workerData as SnapshotJob
const onProgress = (progress: SnapshotProgress) => report({ kind: 'progress', progress })

function work(): Promise<CheckedFile | SnapshotStatus | HashKv> | undefined {
  switch (job.kind) {
    case 'save':
      return saveDatabase(job, onProgress)
    case 'check':
      return checkFile(job, onProgress)
    case 'status':
      return statusOfFile(job)
    case 'hash':
      return hashFile(job)
    case 'sum':
      return serveSum(job.file)
    default:
      return unreachable(job)
  }
}

work()?.then(
  (result) => report({ kind: 'done', result }),
  (error: unknown) => {
    const explain = job.kind === 'save' ? writeFailure : readFailure
    report({ kind: 'failed', failure: explain(error, job.file) })
  },
)
