import { toFailure } from '../../shared/failure'
import { linkSignals } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { pastFailure } from '../history/past-revision'
import type { IndexThread } from '../keyindex/index-thread'
import type { Child, Folder } from './folder'
import { childrenOf, listFolder, toChildren } from './list-folder'
import type { Reading } from './loading'
import { newestKeys } from './newest-keys'
import { splitKey } from './segment'

export interface FolderListerOptions {
  /** The client in use now; it is asked for anew whenever one is needed, as a connection may move. */
  readonly client: () => EtcdClient
  readonly separator: Uint8Array
  /** Holds the index of all keys once it is built, and lists large folders before. */
  readonly thread: IndexThread
  /** At which revision; absent: each folder at the newest. */
  readonly revision?: bigint
  readonly root: Folder
  /** Called when there is more to show. */
  readonly onChange: () => void
  /** Aborts every listing. */
  readonly stop: AbortSignal
}

/** What a folder holds at a revision. */
interface Listed {
  readonly children: readonly Child[]
  readonly revision: bigint
}

/** Lists the folders of a tree: from the index where there is one, from etcd else. */
export class FolderLister {
  readonly #options: FolderListerOptions
  readonly #listing = new Set<Folder>()
  #isIndexed = false

  constructor(options: FolderListerOptions) {
    this.#options = options
  }

  /** What is being listed now. */
  get readings(): readonly Reading[] {
    return [...this.#listing].flatMap(({ prefix, listing }) => (listing ? [{ ...listing, prefix }] : []))
  }

  /** Says whether the index can answer; listings that run then are given up in favour of it. */
  setIndexed(isIndexed: boolean): void {
    this.#isIndexed = isIndexed
    if (isIndexed) for (const { listing } of this.#listing) listing?.overtaken.abort()
  }

  /** Lists a folder; a listing that runs already is waited for. Never throws: what went wrong is in `failure`. */
  async list(folder: Folder, tell = this.#options.onChange): Promise<void> {
    if (folder.listing) return folder.listing.finished
    const stop = new AbortController()
    const { signal, release } = linkSignals(stop.signal, this.#options.stop)
    const { promise: finished, resolve } = withResolvers()
    const overtaken = new AbortController()
    folder.listing = { done: 0, total: 0, stop, overtaken, finished, held: [] }
    folder.failure = undefined
    this.#listing.add(folder)
    tell()
    try {
      await this.#listInto(folder, signal)
    } catch (error) {
      const failure = toFailure(await this.#explained(error, signal))
      if (failure.code !== 'canceled') folder.failure = failure
    } finally {
      release()
      folder.listing = undefined
      this.#listing.delete(folder)
      tell()
      resolve()
    }
  }

  async #explained(error: unknown, signal: AbortSignal): Promise<unknown> {
    const { client, revision } = this.#options
    return revision === undefined ? error : pastFailure(client(), error, { revision, signal })
  }

  async #listInto(folder: Folder, signal: AbortSignal): Promise<void> {
    const overtaken = folder.listing?.overtaken.signal
    const listed = this.#isIndexed
      ? await this.#fromIndex(folder, signal)
      : await this.#fromEtcd(folder, signal).catch((error: unknown) => {
          if (!overtaken?.aborted || signal.aborted) throw error
          return this.#fromIndex(folder, signal)
        })
    folder.replace(listed.children)
    folder.asOf = listed.revision
    const { root, separator } = this.#options
    for (const change of folder.listing?.held ?? []) {
      if (change.modRevision <= listed.revision) continue
      const at = splitKey(change.key, folder.prefix.length, separator, folder === root)
      folder.apply(at.segment, at.isBelow, change)
    }
  }

  async #fromIndex(folder: Folder, signal: AbortSignal): Promise<Listed> {
    const answer = await this.#options.thread.children(this.#folderOf(folder), signal)
    return { children: [...toChildren(answer.children).values()], revision: answer.revision }
  }

  /** Lists a folder by asking etcd, showing what is known so far; ends with `canceled` once the index can answer. */
  async #fromEtcd(folder: Folder, signal: AbortSignal): Promise<Listed> {
    const { client, thread, root, revision: at, onChange } = this.#options
    const isFirst = folder.asOf === undefined
    // The newest keys may not have been there at a revision of the past.
    const isPreviewed = isFirst && folder === root && at === undefined
    const endPreview = isPreviewed ? this.#preview(folder, signal) : () => {}
    const both = linkSignals(signal, folder.listing?.overtaken.signal)
    let listed: Listed = { children: [], revision: 0n }
    try {
      const pages = listFolder(client(), { ...this.#folderOf(folder), thread, revision: at }, both.signal)
      for await (const { children, revision, done, total } of pages) {
        endPreview()
        listed = { children: [...children.values()], revision }
        // First paint: what is known so far is shown, and grows.
        if (isFirst) folder.replace(listed.children)
        if (folder.listing) Object.assign(folder.listing, { done, total })
        onChange()
      }
      return listed
    } finally {
      both.release()
      endPreview()
    }
  }

  #folderOf(folder: Folder) {
    const { separator, root } = this.#options
    return { prefix: folder.prefix, separator, isTop: folder === root }
  }

  /** Shows where the newest keys are until the answer is called: in a large store the first page takes a while. */
  #preview(folder: Folder, signal: AbortSignal): () => void {
    const { client, separator, onChange } = this.#options
    const { prefix } = folder
    const stop = new AbortController()
    const both = linkSignals(signal, stop.signal)
    newestKeys(client(), prefix, both.signal)
      .then((keys) => {
        if (both.signal.aborted) return
        folder.replace(childrenOf(keys, { prefix, separator, isTop: true }).values())
        onChange()
      })
      // The listing itself tells what is wrong.
      .catch(() => {})
      .finally(both.release)
    return () => stop.abort()
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
