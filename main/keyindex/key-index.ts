import { compareBytes } from '../../shared/etcd/key'
import { prefixEnd } from '../../shared/etcd/range'
import { splitKey, toSegment } from '../tree/segment'
import { PackedKeys } from './packed-keys'

/** A child of a folder as the index knows it. `count`: keys below it. */
export interface IndexChild {
  readonly segment: string
  readonly isKey: boolean
  readonly count: number
}

/** One change: a key came or went. */
export interface IndexChange {
  readonly key: Uint8Array
  readonly modRevision: bigint
  readonly isThere: boolean
}

/** Neighbouring packed keys: `from` to `to` (exclusive). */
export interface PackedRun {
  readonly packed: PackedKeys
  readonly from: number
  readonly to: number
}

/** Above this many changed keys they are merged into the packed ones. */
const mergeAt = 20_000

/**
 * All keys of a prefix, sorted: packed ones as they were listed, and beside them the few that came or went since.
 * Single-threaded: it lives in a worker.
 */
export class KeyIndex {
  #packed: PackedKeys
  /** Changed keys by their latin1 text: true there, false gone. */
  #changed = new Map<string, boolean>()
  #revision: bigint

  constructor(packed: PackedKeys, revision: bigint) {
    this.#packed = packed
    this.#revision = revision
  }

  /** Every change up to here is in it. */
  get revision(): bigint {
    return this.#revision
  }

  /** Keys that were listed; what came or went since is not counted. */
  get size(): number {
    return this.#packed.size
  }

  /** Takes changes in order of revision; those it has already are left out. */
  apply(changes: readonly IndexChange[], revision: bigint): void {
    for (const { key, modRevision, isThere } of changes) {
      if (modRevision > this.#revision) this.#changed.set(toSegment(key), isThere)
    }
    if (revision > this.#revision) this.#revision = revision
    if (this.#changed.size > mergeAt) this.#merge()
  }

  /** All keys with a prefix in etcd's order. What is yielded is a view: not to be kept. */
  *keys(prefix: Uint8Array): Generator<Uint8Array, void, void> {
    for (const { packed, from, to } of this.runs(prefix))
      for (let index = from; index < to; index++) yield packed.at(index)
  }

  /** The same as runs of at most `most` listed keys; those that came since are runs of their own. */
  *runs(prefix: Uint8Array, most = Infinity): Generator<PackedRun, void, void> {
    const packed = this.#packed
    const changed = [...this.#changed]
      .filter(([key]) => startsWithText(key, prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
    const end = this.#end(prefix)
    let index = packed.lowerBound(prefix)
    let came = new PackedKeys({ keys: 1, bytes: 1 })
    const upTo = function* (stop: number): Generator<PackedRun, void, void> {
      if (index >= stop) return
      if (came.size > 0) {
        yield { packed: came, from: 0, to: came.size }
        came = new PackedKeys({ keys: 1, bytes: 1 })
      }
      for (; index < stop; index = Math.min(stop, index + most))
        yield { packed, from: index, to: Math.min(stop, index + most) }
    }
    for (const [text, isThere] of changed) {
      const key = Buffer.from(text, 'latin1')
      yield* upTo(Math.min(packed.lowerBound(key, index), end))
      if (isThere) came.push(key, 0, key.length)
      if (index < end && compareBytes(packed.at(index), key) === 0) index += 1
    }
    yield* upTo(end)
    if (came.size > 0) yield { packed: came, from: 0, to: came.size }
  }

  /** The children of a folder with the keys below each, jumping from child to child. */
  children(prefix: Uint8Array, separator: Uint8Array, isTop: boolean): IndexChild[] {
    const children = new Map<string, { segment: string; isKey: boolean; count: number }>()
    const child = (segment: string) => {
      let found = children.get(segment)
      if (!found) children.set(segment, (found = { segment, isKey: false, count: 0 }))
      return found
    }
    const end = this.#end(prefix)
    for (let index = this.#packed.lowerBound(prefix); index < end;) {
      const key = this.#packed.at(index)
      const { segment, isBelow } = splitKey(key, prefix.length, separator, isTop)
      if (!isBelow) {
        child(segment).isKey = true
        index += 1
        continue
      }
      const below = key.slice(0, prefix.length + segment.length + separator.length)
      const after = this.#packed.lowerBound(prefixEnd(below), index + 1)
      const stop = Math.min(after, end)
      child(segment).count += stop - index
      index = stop
    }
    for (const [key, isThere] of this.#changed)
      this.#correct(key, isThere, { prefix, separator, isTop, child })
    return [...children.values()].filter((each) => each.isKey || each.count > 0)
  }

  #correct(
    text: string,
    isThere: boolean,
    {
      prefix,
      separator,
      isTop,
      child,
    }: {
      readonly prefix: Uint8Array
      readonly separator: Uint8Array
      readonly isTop: boolean
      readonly child: (segment: string) => { isKey: boolean; count: number }
    },
  ): void {
    if (!startsWithText(text, prefix)) return
    const key = Buffer.from(text, 'latin1')
    const wasThere = this.#isPacked(key)
    const { segment, isBelow } = splitKey(key, prefix.length, separator, isTop)
    if (!isBelow) child(segment).isKey = isThere
    else if (isThere !== wasThere) child(segment).count += isThere ? 1 : -1
  }

  #isPacked(key: Uint8Array): boolean {
    const index = this.#packed.lowerBound(key)
    return index < this.#packed.size && compareBytes(this.#packed.at(index), key) === 0
  }

  #end(prefix: Uint8Array): number {
    const end = prefixEnd(prefix)
    // A lone zero byte is etcd's "to the end".
    return end.length === 1 && end[0] === 0 ? this.#packed.size : this.#packed.lowerBound(end)
  }

  #merge(): void {
    const merged = new PackedKeys({
      keys: this.#packed.size + this.#changed.size,
      bytes: this.#packed.bytes + this.#changed.size * 64,
    })
    for (const key of this.keys(new Uint8Array(0))) merged.push(key, 0, key.length)
    this.#packed = merged
    this.#changed = new Map()
  }
}

function startsWithText(text: string, prefix: Uint8Array): boolean {
  return prefix.length === 0 || text.startsWith(toSegment(prefix))
}
