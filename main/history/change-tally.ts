import {
  maxChangedKeys,
  type ChangeCounts,
  type ChangedKey,
  type ChangedRow,
} from '../../shared/contract/history'
import { compareBytes } from '../../shared/etcd/key'
import { splitKey, toSegment } from '../tree/segment'
import { Smallest } from './smallest'

const maxFolders = 1_000

type Counts = { -readonly [kind in keyof ChangeCounts]: number }
type Found = Omit<ChangedKey, 'key'>

/** Adds up changed keys, however many: all are counted, the first in key order are kept. They may come in any order. */
export class ChangeTally {
  readonly counts: Counts = { added: 0, changed: 0, deleted: 0 }
  readonly #keys = new Smallest<ChangedKey>(maxChangedKeys, (a, b) => compareBytes(a.key, b.key))
  /** By the folder's path in latin1, which sorts as its bytes do. */
  #folders = new Map<string, Counts>()
  /** Folders from here on are too many to be told. */
  #end: string | undefined

  constructor(
    private readonly prefix: Uint8Array,
    private readonly separator: Uint8Array,
  ) {}

  /** @param key copied when it is kept */
  add(key: Uint8Array, found: Found): void {
    this.counts[found.kind] += 1
    const counts = this.#folderOf(key)
    if (counts) counts[found.kind] += 1
    if (this.#keys.wants({ key, ...found })) this.#keys.add({ key: Uint8Array.from(key), ...found })
  }

  /** The first keys in key order. */
  keys(): ChangedKey[] {
    return this.#keys.sorted()
  }

  /** The first folders one level below the prefix, in key order. */
  folders(): Extract<ChangedRow, { kind: 'done' }>['folders'] {
    this.#prune()
    return [...this.#folders]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, counts]) => ({ path: Uint8Array.from(Buffer.from(path, 'latin1')), ...counts }))
  }

  #folderOf(key: Uint8Array): Counts | undefined {
    const { segment, isBelow } = splitKey(key, this.prefix.length, this.separator, true)
    if (!isBelow) return undefined
    const path = toSegment(key.subarray(0, this.prefix.length + segment.length + this.separator.length))
    const known = this.#folders.get(path)
    if (known) return known
    if (this.#end !== undefined && path >= this.#end) return undefined
    const counts = { added: 0, changed: 0, deleted: 0 }
    this.#folders.set(path, counts)
    if (this.#folders.size > 4 * maxFolders) this.#prune()
    return counts
  }

  #prune(): void {
    if (this.#folders.size <= maxFolders) return
    const sorted = [...this.#folders].sort(([a], [b]) => (a < b ? -1 : 1))
    this.#end = sorted[maxFolders]?.[0]
    this.#folders = new Map(sorted.slice(0, maxFolders))
  }
}
