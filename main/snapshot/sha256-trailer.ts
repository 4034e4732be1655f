import { createHash } from 'node:crypto'

export const trailerBytes = 32
/** Databases are whole pages, of at least 512 bytes: what is over is the trailer. */
const blockBytes = 512

/** True when a file of that size ends in a SHA-256 of the rest, as etcd's own snapshots do. */
export const hasTrailer = (sizeBytes: number): boolean => sizeBytes % blockBytes === trailerBytes

/** Checks the SHA-256 with which a snapshot ends while its bytes go by: only at the end is known which are the last. */
export class Sha256Trailer {
  readonly #hash = createHash('sha256')
  #tail = Buffer.alloc(0)
  #sizeBytes = 0

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Takes the next bytes; they are read before this returns. */
  update(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length
    if (bytes.length < trailerBytes) {
      const both = Buffer.concat([this.#tail, bytes])
      const over = Math.max(0, both.length - trailerBytes)
      this.#hash.update(both.subarray(0, over))
      this.#tail = both.subarray(over)
      return
    }
    this.#hash.update(this.#tail)
    this.#hash.update(bytes.subarray(0, -trailerBytes))
    this.#tail = Buffer.from(bytes.subarray(-trailerBytes))
  }

  /** The sum of all but the trailer, and whether it is what the trailer says; undefined without a trailer. Once. */
  finish(): { readonly sha256: string; readonly isRight: boolean } | undefined {
    if (!hasTrailer(this.#sizeBytes)) return undefined
    const sum = this.#hash.digest()
    return { sha256: sum.toString('hex'), isRight: sum.equals(this.#tail) }
  }
}
