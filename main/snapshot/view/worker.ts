import '../../polyfill'
import { fstatSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { readFailure } from '../file-failure'
import { sumOf } from '../sum-file'
import { factsOf } from './facts'
import { handlersOf } from './handlers'
import { OpenFile } from './open-file'
import type { ViewJob, ViewReport } from './protocol'
import { serve } from './serve'

// The thread that holds one opened snapshot file and answers for it until it is ended.

const report = (message: ViewReport) => parentPort?.postMessage(message)
const job = workerData as ViewJob

async function start(): Promise<void> {
  const fd = openSync(job.file, 'r')
  const summing = sumOf(fd, job.file, fstatSync(fd).size)
  const file = new OpenFile(fd, (revisions) => report({ kind: 'progress', revisions }))
  const facts = { ...factsOf(file, job.file), isSumRight: (await summing.sum)?.isRight }
  await summing.end()
  const version = facts.clusterVersion ?? '3.4.0'
  await serve(job.socketPath, handlersOf({ file, name: job.name, endpoint: job.endpoint, version }))
  report({ kind: 'ready', facts })
}

start().catch((error: unknown) => report({ kind: 'failed', failure: readFailure(error, job.file) }))
