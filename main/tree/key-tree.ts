import { setMaxListeners } from 'node:events'
import type { ExpandScope, TreeRow, TreeState } from '../../shared/contract/tree'
import { concatBytes, startsWith } from '../../shared/etcd/key'
import { fail, type Failure } from '../../shared/failure'
import { linkSignals } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import type { IndexThread } from '../keyindex/index-thread'
import { Latest } from '../latest'
import { expandAll } from './expand-all'
import { untilIndexed } from './keep-index'
import { Folder, type Child, type KeyChange } from './folder'
import { FolderLister } from './folder-lister'
import { loadingOf, type Reading } from './loading'
import { openFolders, openLike, type OpenFolders } from './open-folders'
import { segmentText, splitKey } from './segment'
import { rowOf, rowsBetween, visibleRows } from './visible'
import { endsWith, openedFolders, pathOf, wayTo, wayTowards, type Way } from './way'

export interface KeyTreeOptions {
  /** The tree's id in the contract. */
  readonly id: string
  /** The client in use now; it is asked for anew whenever one is needed, as a connection may move. */
  readonly client: () => EtcdClient
  /** Only keys with this prefix; empty for all. */
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  /** Holds the index of all keys once it is built, and lists large folders before. */
  readonly thread: IndexThread
  /** The tree as it was at this revision, which nothing changes any more; absent: as it is. */
  readonly revision?: bigint
}

/**
 * The key tree of one connection: folders are listed when they are opened, each at its own pinned revision, and
 * from then on kept exact by the changes that `apply` is given; or all of them at one revision of the past. Rows are a
 * flat list; a view reads windows of it.
 */
export class KeyTree {
  readonly #options: KeyTreeOptions
  readonly #stop: AbortSignal
  readonly #root: Folder
  readonly #lister: FolderLister
  readonly #expanding = new Set<Reading>()
  readonly #state: Latest<TreeState>
  #like: OpenFolders | undefined

  /** @param stop aborts every listing; after it the tree is only read */
  constructor(options: KeyTreeOptions, stop: AbortSignal) {
    this.#options = options
    this.#stop = stop
    // Each folder that is being listed listens.
    setMaxListeners(0, stop)
    this.#root = new Folder(options.prefix)
    const { id: tree, revision } = options
    this.#state = new Latest<TreeState>({ tree, version: 0, rowCount: 0, revision, following: 'starting' })
    const onChange = () => this.#touch()
    this.#lister = new FolderLister({ ...options, root: this.#root, onChange, stop })
  }

  get state(): TreeState {
    return this.#state.value
  }

  /** The state now and after each change; a slow reader gets the newest only. */
  followState(signal: AbortSignal): AsyncGenerator<readonly [TreeState], void, void> {
    return this.#state.follow(signal)
  }

  /** Lists the top level; resolves with the revision it was listed at, from which on changes must be applied. */
  async open(): Promise<bigint> {
    await this.#lister.list(this.#root)
    if (this.#root.failure)
      throw fail(this.#root.failure.code, this.#root.failure.message, this.#root.failure)
    return this.#root.asOf ?? 0n
  }

  rows(from: number, to: number): TreeRow[] {
    return [...rowsBetween(this.#root, from, to)].map(({ child, parent, index, level }) => ({
      path: pathOf(parent, child),
      name: segmentText(child.segment),
      level,
      isKey: child.isKey,
      isFolder: child.count > 0,
      isExpanded: child.isExpanded,
      count: parent.asOf === undefined ? undefined : child.count,
      position: index + 1,
      siblings: parent.children.length,
      isLoading: child.folder?.listing !== undefined,
      failure: child.folder?.failure,
      changedAt: child.changedAt,
    }))
  }

  /** Opens or closes a folder. Opening starts the listing and does not wait for it: the rows say how it goes. */
  expand(path: Uint8Array, isExpanded: boolean): void {
    const { separator } = this.#options
    const [parent, child] = wayTo(this.#root, path, separator).at(-1) ?? []
    if (!parent || !child) throw fail('notFound', 'There is no such folder any more.')
    if (isExpanded) void this.#openChild(parent, child)
    else {
      parent.setExpanded(child, false)
      this.#touch()
    }
  }

  /** Opens all folders below `path` or beside it; see the contract's `tree.expandAll`. */
  async expandAll(path: Uint8Array, scope: ExpandScope, stop: AbortSignal | undefined): Promise<void> {
    const { signal, release } = linkSignals(stop, this.#stop)
    const expanding = { prefix: path, done: 0, total: 0 }
    try {
      await untilIndexed(this, signal)
      const [parent, child] = wayTo(this.#root, path, this.#options.separator).at(-1) ?? []
      if (!parent || !child) throw fail('notFound', 'There is no such folder any more.')
      const isBelow = scope === 'below'
      if (isBelow) await this.#openChild(parent, child)
      expanding.prefix = (isBelow && child.folder?.prefix) || parent.prefix
      expanding.total = isBelow ? child.count : parent.keyCount
      this.#expanding.add(expanding)
      const options = {
        levels: isBelow ? Infinity : 1,
        open: (at: Folder, below: Child) => this.#open(at, below),
        list: (folder: Folder) => this.#lister.list(folder, () => {}),
        onProgress: (keys: number) => {
          expanding.done = Math.min(expanding.total, expanding.done + keys)
          this.#touch()
        },
      }
      await expandAll((isBelow && child.folder) || parent, options, signal)
    } finally {
      release()
      this.#expanding.delete(expanding)
      this.#touch()
    }
  }

  /** Opens every folder above `path` (a trailing separator is the folder itself) and gives its row. */
  async reveal(path: Uint8Array): Promise<number | undefined> {
    const { separator } = this.#options
    const trimmed = path.subarray(0, path.length - separator.length)
    const targets = endsWith(path, separator) ? [path, trimmed] : [path]
    for (const target of targets) {
      const found = await this.#revealExactly(target)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Which folders are open now, or would be if they were there. */
  openFolders(): OpenFolders {
    return openFolders(this.#root, this.#like)
  }

  /** Opens the same folders, where they are there; resolves when they are listed. Never throws. */
  openLike(like: OpenFolders): Promise<void> {
    this.#like = like
    const open = (parent: Folder, child: Child) => this.#openChild(parent, child)
    return openLike(this.#root, like, { open, signal: this.#stop })
  }

  rowOf(path: Uint8Array): number | undefined {
    const { separator } = this.#options
    const way = wayTo(this.#root, path, separator)
    const isVisible = way.slice(0, -1).every(([, child]) => child.isExpanded)
    return way.length > 0 && isVisible ? rowOf(way) : undefined
  }

  /** The next row after `after` whose name begins with `text` (case aside), wrapping around. */
  findRow(text: string, after: number): number | undefined {
    const count = visibleRows(this.#root)
    const wanted = text.toLowerCase()
    const search = (from: number, to: number): number | undefined => {
      let row = from
      for (const { child } of rowsBetween(this.#root, from, to)) {
        const name = segmentText(child.segment).toLowerCase()
        if (name.startsWith(wanted) || name.replace(/^\W+/, '').startsWith(wanted)) return row
        row += 1
      }
      return undefined
    }
    return search(after + 1, count) ?? search(0, Math.min(after + 1, count))
  }

  /**
   * Lists every open folder again; resolves with the lowest revision they stand at. Of the past, which does not change,
   * only those are listed that could not be before.
   */
  async relist(): Promise<bigint> {
    const isPast = this.#options.revision !== undefined
    const folders = openedFolders(this.#root).filter(({ asOf }) => !isPast || asOf === undefined)
    await Promise.all(folders.map((folder) => this.#lister.list(folder)))
    if (this.#root.failure)
      throw fail(this.#root.failure.code, this.#root.failure.message, this.#root.failure)
    return folders.reduce(
      (low, { asOf }) => (asOf !== undefined && asOf < low ? asOf : low),
      this.#root.asOf ?? 0n,
    )
  }

  /** Applies changes in order of revision; those a folder's listing already saw are left out there. */
  apply(changes: readonly KeyChange[], revision: bigint): void {
    for (const change of changes) this.#applyOne(change)
    const ofIndex = changes.map(({ key, modRevision, delta }) => ({ key, modRevision, isThere: delta >= 0 }))
    this.#options.thread.apply(ofIndex, revision)
    this.#touch({ revision })
  }

  /** Tells readers how far the index is; from `isComplete` on, folders are answered by it. */
  setIndexed(indexed: TreeState['indexed']): void {
    this.#lister.setIndexed(indexed?.isComplete ?? false)
    this.#touch({ indexed })
  }

  /** Tells readers how the watch behind the tree stands. */
  setFollowing(following: TreeState['following'], failure?: Failure): void {
    this.#touch({ following, failure })
  }

  #applyOne(change: KeyChange): void {
    const { prefix, separator } = this.#options
    if (!startsWith(change.key, prefix)) return
    let folder: Folder | undefined = this.#root
    while (folder) {
      const at = splitKey(change.key, folder.prefix.length, separator, folder === this.#root)
      if (folder.listing) folder.listing.held.push(change)
      if (folder.asOf !== undefined && change.modRevision > folder.asOf)
        folder.apply(at.segment, at.isBelow, change)
      folder = at.isBelow ? folder.child(at.segment)?.folder : undefined
    }
  }

  #open(parent: Folder, child: Child): Folder {
    child.folder ??= new Folder(concatBytes(pathOf(parent, child), this.#options.separator))
    parent.setExpanded(child, true)
    return child.folder
  }

  async #openChild(parent: Folder, child: Child): Promise<Folder> {
    const folder = this.#open(parent, child)
    if (folder.asOf === undefined) await this.#lister.list(folder)
    else this.#touch()
    return folder
  }

  async #revealExactly(path: Uint8Array): Promise<number | undefined> {
    const { separator } = this.#options
    for (;;) {
      const way = wayTo(this.#root, path, separator)
      if (way.length > 0) return rowOf(this.#opened(way))
      const next = wayTowards(this.#root, path, separator).at(-1)
      if (!next || next[1].count === 0) return undefined
      await this.#openChild(...next)
      if (next[1].folder?.failure) throw fail(next[1].folder.failure.code, next[1].folder.failure.message)
      // The folder is listed now: either one level further leads on, or there is no such path.
      if (
        wayTo(this.#root, path, separator).length === 0 &&
        wayTowards(this.#root, path, separator).at(-1)?.[1] === next[1]
      )
        return undefined
    }
  }

  #opened(way: Way): Way {
    for (const [parent, child] of way.slice(0, -1)) parent.setExpanded(child, true)
    this.#touch()
    return way
  }

  #touch(change: Partial<TreeState> = {}): void {
    const { value } = this.#state
    this.#state.set({
      ...value,
      revision: value.revision ?? this.#root.asOf,
      ...change,
      version: value.version + 1,
      rowCount: visibleRows(this.#root),
      keyCount: this.#root.asOf === undefined ? this.#root.listing?.total || undefined : this.#root.keyCount,
      loading: loadingOf([...this.#lister.readings, ...this.#expanding]),
    })
  }
}
