import '../polyfill'
import { parentPort, workerData } from 'node:worker_threads'
import { toFailure } from '../../shared/failure'
import type { JobReport } from '../job-thread'
import { makeLoad } from './make-load'
import type { LoadJob, LoadProgress, LoadResult } from './protocol'

// The thread that makes one load: sending thousands of puts a second is not to slow down anybody else.

const report = (message: JobReport<LoadProgress, LoadResult>) => parentPort?.postMessage(message)
const stop = new AbortController()
// The one message there is: end now.
parentPort?.once('message', () => stop.abort())
makeLoad(workerData as LoadJob, (progress) => report({ kind: 'progress', progress }), stop.signal).then(
  (result) => report({ kind: 'done', result }),
  (error: unknown) => report({ kind: 'failed', failure: toFailure(error) }),
)
