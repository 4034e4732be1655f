import type { Failure } from '../../shared/failure'
import type { Segment } from './segment'

/** A path below a folder: a key, a folder (`count` keys below it), or both. */
export interface Child {
  readonly segment: Segment
  isKey: boolean
  count: number
  /** The modRevision of the last change seen while the tree was open. */
  changedAt?: bigint
  isExpanded: boolean
  folder?: Folder
}

/** One change of one key, as far as the tree cares. `delta`: +1 created, -1 deleted, 0 written again. */
export interface KeyChange {
  readonly key: Uint8Array
  readonly modRevision: bigint
  readonly delta: 1 | 0 | -1
}

/** One listing of a folder that runs now; changes that come meanwhile wait for it. */
export interface Listing {
  done: number
  total: number
  readonly stop: AbortController
  /** Aborted when the index can answer instead. */
  readonly overtaken: AbortController
  readonly finished: Promise<void>
  readonly held: KeyChange[]
}

function insertionPoint(children: readonly Child[], segment: Segment): number {
  let low = 0
  let high = children.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((children[middle]?.segment ?? '') < segment) low = middle + 1
    else high = middle
  }
  return low
}

/** A folder that was opened: its children in etcd's order, exact as of `asOf` and followed from there. */
export class Folder {
  /** Every change up to here is in `children`; undefined until the first listing is done. */
  asOf?: bigint
  listing?: Listing
  failure?: Failure
  #children: Child[] = []
  #bySegment = new Map<Segment, Child>()
  #expanded: Child[] = []
  #keyCount = 0

  /** @param prefix the bytes every key below begins with, separator included */
  constructor(readonly prefix: Uint8Array) {}

  get children(): readonly Child[] {
    return this.#children
  }

  /** Keys in the folder, at any depth. */
  get keyCount(): number {
    return this.#keyCount
  }

  /** The open children in order: what makes a row's position cheap to find. */
  get expanded(): readonly Child[] {
    return this.#expanded
  }

  child(segment: Segment): Child | undefined {
    return this.#bySegment.get(segment)
  }

  indexOf(segment: Segment): number {
    return insertionPoint(this.#children, segment)
  }

  /** Takes a listing's children (any order), keeping what was open. */
  replace(listed: Iterable<Child>): void {
    const old = this.#bySegment
    this.#bySegment = new Map()
    for (const child of listed) {
      const known = old.get(child.segment)
      if (known)
        Object.assign(child, {
          folder: known.folder,
          isExpanded: known.isExpanded,
          changedAt: known.changedAt,
        })
      this.#bySegment.set(child.segment, child)
    }
    this.#children = [...this.#bySegment.values()].sort((a, b) => (a.segment < b.segment ? -1 : 1))
    this.#expanded = this.#children.filter((child) => child.isExpanded)
    this.#keyCount = this.#children.reduce((all, child) => all + child.count + (child.isKey ? 1 : 0), 0)
  }

  setExpanded(child: Child, isExpanded: boolean): void {
    if (child.isExpanded === isExpanded) return
    child.isExpanded = isExpanded
    if (isExpanded) this.#expanded.splice(insertionPoint(this.#expanded, child.segment), 0, child)
    else this.#expanded = this.#expanded.filter((each) => each !== child)
  }

  /** Applies one change to the direct child it concerns; a child with nothing left goes. */
  apply(segment: Segment, isBelow: boolean, change: KeyChange): void {
    const child = this.#bySegment.get(segment) ?? this.#insert(segment, change)
    if (!child) return
    this.#keyCount += change.delta
    if (isBelow) child.count += change.delta
    else {
      child.isKey = change.delta >= 0
      child.changedAt = change.modRevision
    }
    if (!child.isKey && child.count <= 0) this.#remove(child)
  }

  #insert(segment: Segment, change: KeyChange): Child | undefined {
    if (change.delta < 0) return undefined
    const child: Child = { segment, isKey: false, count: 0, isExpanded: false }
    this.#bySegment.set(segment, child)
    this.#children.splice(insertionPoint(this.#children, segment), 0, child)
    return child
  }

  #remove(child: Child): void {
    this.setExpanded(child, false)
    child.folder?.listing?.stop.abort()
    this.#bySegment.delete(child.segment)
    this.#children.splice(this.indexOf(child.segment), 1)
  }
}
