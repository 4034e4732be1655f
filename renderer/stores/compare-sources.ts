import { fail, FailureError } from '../../shared/failure'
import { client } from '../client'
import { useConnectionsStore } from './connections'
import { useFrameStore } from './frame'
import { useSessionsStore } from './sessions'

/** What a side of a comparison is read from: a connection, or a snapshot file by its path. */
export type Source =
  { readonly kind: 'connection'; readonly id: string } | { readonly kind: 'file'; readonly path: string }

/** Opens sources that are compared, and closes again what has no tab and was opened here. */
export class CompareSources {
  readonly #opened = new Set<string>()

  /** Resolves with the connection's id; throws the failure. */
  async open(source: Source, signal: AbortSignal): Promise<string> {
    if (source.kind === 'file') return this.#openFile(source.path, signal)
    const { id } = source
    const row = useConnectionsStore().byId(id)
    if (!row) throw fail('notFound', 'There is no such connection any more.')
    if (row.state.kind !== 'closed') return id
    if (row.needsPassword)
      throw fail('precondition', `${row.name} asks for a password: open it in a tab first.`)
    const failure = await useSessionsStore().open(id)
    if (failure) throw new FailureError(failure)
    this.#opened.add(id)
    return id
  }

  /** Closes what is not compared any more. */
  close(except: readonly string[] = []): void {
    for (const id of this.#opened) {
      if (except.includes(id)) continue
      this.#opened.delete(id)
      if (!useFrameStore().tabs.includes(id)) useSessionsStore().close(id)
    }
  }

  async #openFile(path: string, signal: AbortSignal): Promise<string> {
    const connections = useConnectionsStore()
    const known = connections.rows.find((row) => row.snapshotFile === path)
    const isOpen = known !== undefined && known.state.kind !== 'closed'
    const { id } = await client().snapshotView.open({ path }, { signal })
    if (!isOpen) this.#opened.add(id)
    return id
  }
}
