import { readSync } from 'node:fs'
import { summableMemory } from '../crc32c'

const chunkBytes = 64 * 1024
/** 2 MiB in memory, whatever the size of the file: what was read should stay in the processor’s caches. */
const mostSlots = 32
/** Read at once where chunks are asked for one after the other. */
const chunksAhead = 8
const none = -1

/** Parts of a file in one piece of memory, in which neighbours in the file are neighbours, but where it begins anew. */
export class ChunkCache {
  readonly bytes: Buffer
  readonly #slots: number
  /** Which chunk each slot holds. */
  readonly #held: Int32Array
  /** Bytes in each slot: fewer at the end of the file. */
  readonly #lengths: Int32Array
  #lastRead = none

  constructor(
    private readonly fd: number,
    sizeBytes: number,
  ) {
    this.#slots = Math.max(1, Math.min(mostSlots, Math.ceil(sizeBytes / chunkBytes)))
    this.bytes = summableMemory(this.#slots * chunkBytes)
    this.#held = new Int32Array(this.#slots).fill(none)
    this.#lengths = new Int32Array(this.#slots)
  }

  /** Where so many bytes from a place in the file lie in {@link bytes}; undefined: not in one piece, or not in the file. */
  place(fileAt: number, length: number): number | undefined {
    const first = Math.floor(fileAt / chunkBytes)
    const last = Math.floor((fileAt + length - 1) / chunkBytes)
    const slot = first % this.#slots
    if (slot + last - first >= this.#slots) return undefined
    for (let chunk = first; chunk <= last; chunk++)
      if (this.#held[chunk % this.#slots] !== chunk) this.#read(chunk)
    const inLast = this.#lengths[last % this.#slots] ?? 0
    if (fileAt + length > last * chunkBytes + inLast) return undefined
    return slot * chunkBytes + (fileAt % chunkBytes)
  }

  #read(chunk: number): void {
    const slot = chunk % this.#slots
    const wanted = chunk === this.#lastRead + 1 ? Math.min(chunksAhead, this.#slots - slot) : 1
    this.#held.fill(none, slot, slot + wanted)
    const from = slot * chunkBytes
    const read = readSync(this.fd, this.bytes, from, wanted * chunkBytes, chunk * chunkBytes)
    for (let n = 0; n < wanted; n++) {
      this.#held[slot + n] = chunk + n
      this.#lengths[slot + n] = Math.min(chunkBytes, Math.max(0, read - n * chunkBytes))
    }
    this.#lastRead = chunk + wanted - 1
  }
}
