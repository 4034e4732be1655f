import { rm } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import type {
  LiveProof,
  SnapshotChecked,
  SnapshotDone,
  SnapshotOffer,
  SnapshotProgress,
  SnapshotRow,
} from '../../shared/contract/snapshot'
import { fail, toFailure, type Failure } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import { delay, linkSignals } from '../etcd/abort'
import type { SnapshotLibrary } from './library'
import type { StoredSnapshot } from './library-file'
import { askMembers, chooseMember, freeBytesAt, freePath } from './offer'
import type { CheckedFile } from './protocol'
import { proveLive, type ProveLive } from './prove-live'
import { factsOf, saveSnapshot } from './save-snapshot'
import { runInThread } from './snapshot-thread'

export interface SaveRequest {
  readonly connectionId: string
  readonly endpoint?: string
  readonly path?: string
}

type Item = SnapshotProgress | SnapshotDone

const longestStopMs = 5_000

/** Saves and checks snapshots; what is under way ends with the app, and leaves nothing half. */
export class Snapshots {
  readonly #stopped = new AbortController()
  readonly #running = new Set<Promise<void>>()

  constructor(
    readonly library: SnapshotLibrary,
    private readonly connections: Connections,
  ) {}

  async offer(connectionId: string, signal: AbortSignal): Promise<SnapshotOffer> {
    const client = this.connections.client(connectionId)
    await this.library.makeFolder()
    const { folder } = this.library
    const [{ members }, path, freeBytes] = await Promise.all([
      askMembers(client, signal),
      freePath(folder, this.#nameOf(connectionId), new Date()),
      freeBytesAt(folder),
    ])
    return { members, endpoint: chooseMember(members)?.endpoint ?? '', path, freeBytes }
  }

  save(
    { connectionId, endpoint, path: chosen }: SaveRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [Item]> {
    const client = this.connections.client(connectionId)
    const connection = this.#nameOf(connectionId)
    const { library } = this
    return this.#untilStopped(signal, async function* (both) {
      const path = chosen ?? (await freePath(library.folder, connection, new Date()))
      if (dirname(path) === library.folder) await library.makeFolder()
      const job = { client, connectionId, connection, endpoint, path }
      const { id } = yield* saveSnapshot(library, job, both)
      return id
    })
  }

  verify(id: string, signal: AbortSignal): AsyncGenerator<readonly [Item]> {
    const { library } = this
    const kept = library.find(id)
    return this.#untilStopped(signal, async function* (both) {
      try {
        const problem = difference(kept, yield* runInThread({ kind: 'check', file: kept.path }, both))
        await library.update(id, problem ? { problem } : { problem, verifiedAt: Date.now() })
      } catch (error) {
        const { code, message, reason } = toFailure(error)
        if (code === 'canceled') throw error
        await library.update(id, { problem: { code, message, reason } })
      }
      return id
    })
  }

  /** See the contract's `check`. */
  async *check(
    path: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [SnapshotProgress | SnapshotChecked]> {
    if (!isAbsolute(path))
      throw fail('invalid', 'Name the whole path of the file.', { details: { field: 'path' } })
    const work = runInThread({ kind: 'check', file: path }, signal)
    try {
      for (;;) {
        const next = await work.next()
        if (next.done) return yield [{ kind: 'checked', ...next.value }]
        yield [next.value]
      }
    } finally {
      await work.return(undefined as never)
    }
  }

  /** See the contract's `prove`. */
  prove(
    { connectionId, ...file }: ProveLive & { connectionId: string },
    signal: AbortSignal,
  ): Promise<LiveProof> {
    return proveLive(this.connections.client(connectionId), file, signal)
  }

  /** Takes a snapshot out of the library and, if it is still the one that was saved, its file off the disk. */
  async remove(id: string, deleteFile: boolean): Promise<void> {
    const { file, path } = await this.library.row(id)
    if (deleteFile && file === 'changed')
      throw fail('conflict', 'There is another file of that name now: it was not deleted.', {
        details: { path },
      })
    if (deleteFile) await rm(path, { force: true })
    await this.library.forget(id)
  }

  /** Ends what is under way; resolves when nothing of it is left. A reader that hangs is not waited for long. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    if (this.#running.size > 0) await Promise.race([Promise.all(this.#running), delay(longestStopMs)])
  }

  #nameOf(connectionId: string): string {
    return this.connections.rows().find(({ id }) => id === connectionId)?.name ?? ''
  }

  async *#untilStopped(
    signal: AbortSignal,
    work: (signal: AbortSignal) => AsyncGenerator<SnapshotProgress, string, void>,
  ): AsyncGenerator<readonly [Item]> {
    const { signal: both, release } = linkSignals(signal, this.#stopped.signal)
    let end = () => {}
    const running = new Promise<void>((resolve) => (end = resolve))
    this.#running.add(running)
    const progress = work(both)
    try {
      for (;;) {
        const next = await progress.next()
        if (next.done) {
          const row: SnapshotRow = await this.library.row(next.value)
          return yield [{ kind: 'done', row }]
        }
        yield [next.value]
      }
    } finally {
      await progress.return('')
      release()
      this.#running.delete(running)
      end()
    }
  }
}

/** What tells a file that is whole from the one that was saved. */
function difference(kept: StoredSnapshot, checked: CheckedFile): Failure | undefined {
  const facts = factsOf(checked)
  const differs = (['sha256', 'hash', 'revision', 'sizeBytes'] as const).find(
    (name) => facts[name] !== kept[name],
  )
  if (!differs) return undefined
  return {
    code: 'conflict',
    message: 'This is a whole snapshot, but not the one that was saved under this name.',
    reason: `${differs}: ${kept[differs]} was saved, ${facts[differs]} is in the file`,
  }
}
