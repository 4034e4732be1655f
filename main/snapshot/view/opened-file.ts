import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SnapshotFacts } from '../../../shared/contract/snapshot-view'
import { fail, FailureError } from '../../../shared/failure'
import { canceled, onAbort, throwIfAborted } from '../../etcd/abort'
import type { ViewJob, ViewReport } from './protocol'

/** The thread's program: beside the built main; from the sources (tests, benches) where the set-up built it. */
const program = () => process.env['ETCDESK_SNAPSHOT_VIEW_WORKER'] ?? join(__dirname, 'snapshot-view.js')

/** One opened snapshot file: a thread that holds its tables and answers on a socket only this user can reach. */
export class OpenedFile {
  private constructor(
    readonly endpoint: string,
    readonly facts: SnapshotFacts,
    readonly worker: Worker,
    private readonly folder: string | undefined,
  ) {}

  /** Reads the file's tables; resolves when it answers. Aborting ends the thread wherever it is. */
  static async open(path: string, signal?: AbortSignal): Promise<OpenedFile> {
    throwIfAborted(signal)
    // The system's limit for the length of a socket's path leaves no room for the home folder's.
    const folder = process.platform === 'win32' ? undefined : await mkdtemp(join(tmpdir(), 'etcdesk-'))
    const socketPath = folder ? join(folder, 's') : `\\\\.\\pipe\\etcdesk-${randomBytes(16).toString('hex')}`
    const endpoint = `unix:${socketPath}`
    const job: ViewJob = { file: path, socketPath, endpoint, name: basename(path) }
    const worker = new Worker(program(), { workerData: job })
    try {
      return new OpenedFile(endpoint, await whenReady(worker, signal), worker, folder)
    } catch (error) {
      await worker.terminate()
      if (folder) await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** Ends the thread; calls under way end as with a server that goes. */
  async close(): Promise<void> {
    await this.worker.terminate()
    if (this.folder) await rm(this.folder, { recursive: true, force: true })
  }
}

function whenReady(worker: Worker, signal: AbortSignal | undefined): Promise<SnapshotFacts> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(canceled()))
    const end = (error: unknown) => {
      forget()
      reject(error)
    }
    worker.on('message', (report: ViewReport) => {
      if (report.kind === 'failed') end(new FailureError(report.failure))
      if (report.kind !== 'ready') return
      forget()
      resolve(report.facts)
    })
    worker.on('error', end)
    worker.on('exit', () => end(fail('internal', 'The thread that reads the snapshot file ended.')))
    worker.unref()
  })
}
