import { Column } from './column'
import { HashSlots, hashBytes } from './hash-slots'

const chunkBits = 20
const chunkBytes = 1 << chunkBits
const inChunk = chunkBytes - 1

/**
 * Different keys, numbered from 0 in the order they came: their bytes in flat memory, so that a million keys of 45
 * bytes take some 70 MB and no objects.
 */
export class KeyTable {
  readonly #chunks: Uint8Array[] = []
  /** Bytes used of the last chunk. */
  #used = chunkBytes
  readonly #starts = new Column('uint32')
  readonly #lengths = new Column('uint32')
  readonly #slots = new HashSlots()

  /** Number of keys. */
  get size(): number {
    return this.#slots.size
  }

  /** The number of a key, which is `size` before the call when it was not there yet. */
  add(key: Uint8Array): number {
    const hash = hashBytes(key, 0, key.length)
    const known = this.#slots.find(hash, (row) => this.#isAt(row, key))
    if (known >= 0) return known
    const row = this.#slots.add(hash)
    this.#starts.set(row, this.#keep(key))
    this.#lengths.set(row, key.length)
    return row
  }

  /** The key of a number, as a view on the table's memory. */
  at(row: number): Uint8Array {
    const start = this.#starts.get(row)
    const from = start & inChunk
    const chunk = this.#chunks[start >>> chunkBits] ?? new Uint8Array()
    return chunk.subarray(from, from + this.#lengths.get(row))
  }

  #isAt(row: number, key: Uint8Array): boolean {
    const { length } = key
    if (this.#lengths.get(row) !== length) return false
    const start = this.#starts.get(row)
    const chunk = this.#chunks[start >>> chunkBits]
    const from = start & inChunk
    for (let at = 0; at < length; at++) if (chunk?.[from + at] !== key[at]) return false
    return true
  }

  #keep(key: Uint8Array): number {
    if (this.#used + key.length > chunkBytes) {
      this.#chunks.push(new Uint8Array(Math.max(chunkBytes, key.length)))
      this.#used = 0
    }
    const last = this.#chunks.length - 1
    const start = last * chunkBytes + this.#used
    this.#chunks[last]?.set(key, this.#used)
    this.#used += key.length
    return start
  }
}
