import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, Worker } from 'node:worker_threads'
import { programFor } from './program'
import type { SnapshotJob } from './protocol'
import { hasTrailer, Sha256Trailer } from './sha256-trailer'

const blockBytes = 1024 * 1024
/** From this size on a second thread is worth the 30 ms that it takes to start. */
const threadWorthBytes = 16 * 1024 * 1024

/** Of all but the trailer in hex, and whether it is what the trailer says; undefined where there is no trailer. */
export type Sum = ReturnType<Sha256Trailer['finish']>

/** How far the file is written, as it is told to the thread. */
interface Written {
  readonly bytes: number
  readonly isAll: boolean
}

/** Takes the SHA-256 of a file's bytes in order, as far as they are there. Blocks its thread. */
export class FileSum {
  readonly #trailer = new Sha256Trailer()
  readonly #block = Buffer.allocUnsafeSlow(blockBytes)

  constructor(private readonly fd: number) {}

  upTo(bytes: number): void {
    while (this.#trailer.sizeBytes < bytes) {
      const at = this.#trailer.sizeBytes
      const read = readSync(this.fd, this.#block, 0, Math.min(blockBytes, bytes - at), at)
      if (read === 0) return
      this.#trailer.update(this.#block.subarray(0, read))
    }
  }

  /** Once. */
  finish(): Sum {
    return this.#trailer.finish()
  }
}

/** Takes the SHA-256 of a file in a thread of its own, also while the file is being written. */
export class SumThread {
  readonly #worker: Worker
  readonly #sum: Promise<Sum>

  constructor(file: string) {
    const job: SnapshotJob = { kind: 'sum', file }
    this.#worker = new Worker(programFor(job), { workerData: job })
    this.#sum = new Promise((resolve, reject) => {
      this.#worker.on('message', ({ sum }: { sum: Sum }) => resolve(sum))
      this.#worker.on('error', reject)
      this.#worker.on('exit', () => reject(new Error('the thread has ended')))
    })
    this.#sum.catch(() => {})
  }

  /** So many bytes are in the file by now. */
  written(bytes: number): void {
    this.#tell({ bytes, isAll: false })
  }

  /** That is all of the file: resolves with its sum. Rejects with what the system said. */
  finish(bytes: number): Promise<Sum> {
    this.#tell({ bytes, isAll: true })
    return this.#sum
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #tell(written: Written): void {
    this.#worker.postMessage(written)
  }
}

/**
 * Begins to take the SHA-256 of a file that has a trailer, in a thread beside where that is worth it; `end` it in any case.
 */
export function sumOf(
  fd: number,
  path: string,
  sizeBytes: number,
): { readonly sum: Promise<Sum>; readonly end: () => Promise<void> } {
  if (hasTrailer(sizeBytes) && sizeBytes >= threadWorthBytes) {
    const thread = new SumThread(path)
    return { sum: thread.finish(sizeBytes), end: () => thread.end() }
  }
  const sum = new FileSum(fd)
  if (hasTrailer(sizeBytes)) sum.upTo(sizeBytes)
  return { sum: Promise.resolve(sum.finish()), end: () => Promise.resolve() }
}

/** The thread's side of {@link SumThread}. */
export function serveSum(file: string): undefined {
  const fd = openSync(file, 'r')
  const sum = new FileSum(fd)
  parentPort?.on('message', ({ bytes, isAll }: Written) => {
    sum.upTo(bytes)
    if (!isAll) return
    parentPort?.postMessage({ sum: sum.finish() })
    closeSync(fd)
    parentPort?.close()
  })
}
