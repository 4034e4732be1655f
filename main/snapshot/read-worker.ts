import '../polyfill'
import { parentPort, workerData } from 'node:worker_threads'
import { unreachable } from '../../shared/unreachable'
import { checkFile } from './check-file'
import { readFailure } from './file-failure'
import { hashFile } from './hash-file'
import type { HashKv } from './hash-kv'
import type { CheckedFile, ReadJob, SnapshotReport } from './protocol'
import { tallyShare, type TalliedShare } from './status-of-file'
import { serveSum } from './sum-file'

// The thread that reads one file, and ends: whoever wants it to stop ends the thread. It is apart from the one that saves
// because what talks to etcd takes longer to load than many a file takes to be read.

const report = (message: SnapshotReport) => parentPort?.postMessage(message)
const job = workerData as ReadJob

function work(): Promise<CheckedFile | HashKv | TalliedShare> | undefined {
  switch (job.kind) {
    case 'check':
      return checkFile(job, (progress) => report({ kind: 'progress', progress }))
    case 'status':
      return tallyShare(job.file, job.share)
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
  (error: unknown) => report({ kind: 'failed', failure: readFailure(error, job.file) }),
)
