import '../polyfill'
import { parentPort, workerData } from 'node:worker_threads'
import { writeFailure } from './file-failure'
import type { SaveJob, SnapshotReport } from './protocol'
import { saveDatabase } from './save-database'

// The thread that saves one snapshot, and ends: whoever wants it to stop ends the thread.

const report = (message: SnapshotReport) => parentPort?.postMessage(message)
const job = workerData as SaveJob

saveDatabase(job, (progress) => report({ kind: 'progress', progress })).then(
  (result) => report({ kind: 'done', result }),
  (error: unknown) => report({ kind: 'failed', failure: writeFailure(error, job.file) }),
)
