import '../polyfill'
import { parentPort, workerData } from 'node:worker_threads'
import { checkFile } from './check-file'
import { readFailure, writeFailure } from './file-failure'
import type { SnapshotJob, SnapshotReport } from './protocol'
import { saveDatabase } from './save-database'

// The thread that saves or checks one file, and ends: whoever wants it to stop ends the thread.

const report = (message: SnapshotReport) => parentPort?.postMessage(message)
const job = workerData as SnapshotJob
const [work, explain] =
  job.kind === 'save' ? [saveDatabase(job, report), writeFailure] : [checkFile(job, report), readFailure]
work.then(
  (file) => report({ kind: 'checked', file }),
  (error: unknown) => report({ kind: 'failed', failure: explain(error, job.file) }),
)
