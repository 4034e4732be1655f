import '../polyfill'
import { parentPort, workerData } from 'node:worker_threads'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { checkFile } from './check-file'
import { readFailure, writeFailure } from './file-failure'
import type { SnapshotJob, SnapshotReport } from './protocol'
import { saveDatabase } from './save-database'

// The thread that saves or checks one file, and ends: whoever wants it to stop ends the thread.

const report = (message: SnapshotReport) => parentPort?.postMessage(message)
const job = workerData as SnapshotJob
const onProgress = (progress: SnapshotProgress) => report({ kind: 'progress', progress })
const [work, explain] =
  job.kind === 'save'
    ? [saveDatabase(job, onProgress), writeFailure]
    : [checkFile(job, onProgress), readFailure]
work.then(
  (result) => report({ kind: 'done', result }),
  (error: unknown) => report({ kind: 'failed', failure: explain(error, job.file) }),
)
