import { Column } from './column'

const free = 0xffffffff

/** Finds rows of a table by the hash of what they stand for: open addressing, 8 bytes a row and a slot of 4. */
export class HashSlots {
  #slots = new Uint32Array(1024).fill(free)
  readonly #hashes = new Column('uint32')
  #size = 0

  /** Number of rows. */
  get size(): number {
    return this.#size
  }

  /** The row with this hash that `isSame` accepts, or -1. */
  find(hash: number, isSame: (row: number) => boolean): number {
    const mask = this.#slots.length - 1
    for (let at = mix(hash) & mask; ; at = (at + 1) & mask) {
      const row = this.#slots[at] ?? free
      if (row === free) return -1
      if (this.#hashes.get(row) === hash && isSame(row)) return row
    }
  }

  /** Adds a row that was not found; answers its number: rows are counted from 0. */
  add(hash: number): number {
    if (this.#size * 2 >= this.#slots.length) this.#grow()
    const row = this.#size++
    this.#hashes.set(row, hash)
    this.#place(row, hash)
    return row
  }

  #place(row: number, hash: number): void {
    const mask = this.#slots.length - 1
    let at = mix(hash) & mask
    while (this.#slots[at] !== free) at = (at + 1) & mask
    this.#slots[at] = row
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2).fill(free)
    for (let row = 0; row < this.#size; row++) this.#place(row, this.#hashes.get(row))
  }
}

/** FNV-1a over some of the bytes, going on from an earlier hash. */
export function hashBytes(bytes: Uint8Array, from: number, to: number, begun = 0x811c9dc5): number {
  let hash = begun
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash >>> 0
}

/** FNV's low bits are its weakest. */
function mix(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
}
