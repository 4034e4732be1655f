import type { FileHandle } from 'node:fs/promises'

const blockBytes = 1024 * 1024
/** So much may wait for the disk before it is told to write it down: the last sync then has little left to do. */
const syncEveryBytes = 32 * 1024 * 1024

/**
 * Writes a file from its beginning in large blocks: one is being filled while the one before is on its way to the disk,
 * so memory is two blocks and a slow disk slows down who writes.
 */
export class BlockWriter {
  #filling = Buffer.allocUnsafeSlow(blockBytes)
  #other = Buffer.allocUnsafeSlow(blockBytes)
  #used = 0
  #sizeBytes = 0
  #unsyncedBytes = 0
  #writing: Promise<unknown> = Promise.resolve()
  #syncing: Promise<unknown> | undefined

  /** @param onWritten is told after each block how many bytes are in the file */
  constructor(
    private readonly file: FileHandle,
    private readonly onWritten: (bytes: number) => void,
  ) {}

  /** Takes the bytes; resolves when there is room for more. Rejects with what the system said of an earlier block. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const taken = Math.min(blockBytes - this.#used, bytes.length - at)
      this.#filling.set(bytes.subarray(at, at + taken), this.#used)
      this.#used += taken
      at += taken
      if (this.#used === blockBytes) await this.#flush()
    }
  }

  /** Writes what is left; resolves with the size when the system has it all. It need not be on the disk yet. */
  async end(): Promise<number> {
    await this.#flush()
    await this.#writing
    await this.#syncing
    return this.#sizeBytes
  }

  async #flush(): Promise<void> {
    await this.#writing
    const block = this.#filling.subarray(0, this.#used)
    const writing = this.#writeAll(block, this.#sizeBytes)
    writing.catch(() => {})
    this.#writing = writing
    this.#sizeBytes += block.length
    ;[this.#filling, this.#other] = [this.#other, this.#filling]
    this.#used = 0
    this.#sync(block.length)
  }

  #sync(bytes: number): void {
    this.#unsyncedBytes += bytes
    if (this.#syncing || this.#unsyncedBytes < syncEveryBytes) return
    this.#unsyncedBytes = 0
    // Its failure is found again by the sync at the end.
    this.#syncing = this.file
      .datasync()
      .catch(() => {})
      .then(() => (this.#syncing = undefined))
  }

  async #writeAll(block: Buffer, position: number): Promise<void> {
    for (let at = 0; at < block.length;)
      at += (await this.file.write(block, at, block.length - at, position + at)).bytesWritten
    this.onWritten(position + block.length)
  }
}
