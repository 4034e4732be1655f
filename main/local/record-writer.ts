import type { ClusterRecord } from './cluster-file'
import { writeClusterFile } from './cluster-file'

/** Writes one cluster's record: one write at a time, and those that are asked for meanwhile are one more. */
export class RecordWriter {
  #writing: Promise<void> = Promise.resolve()
  #queued?: Promise<void>
  #isClosed = false

  constructor(
    private readonly dir: string,
    private readonly record: ClusterRecord,
  ) {}

  /** Resolves when the record is on disk as it is now, or newer; fails as {@link writeClusterFile}. */
  save(): Promise<void> {
    const write = async () => {
      this.#queued = undefined
      // A removed cluster is not written again by something that was still under way.
      if (!this.#isClosed) await writeClusterFile(this.dir, this.record)
    }
    // One that has not begun yet writes what is asked for now as well.
    this.#queued ??= this.#writing.catch(() => undefined).then(write)
    this.#writing = this.#queued
    return this.#queued
  }

  /** Resolves when nothing is being written; fails as the last write. */
  settled(): Promise<void> {
    return this.#writing
  }

  /** Begins no write any more; resolves when the one under way has ended, fails as it does. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.#writing
  }
}
