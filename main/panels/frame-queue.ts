import { FrameWriter, type FoundFrame } from './frame'
import type { PanelRecord } from './record'

/** So much may wait for the disk before what brings it has to wait as well. */
const waitingBytes = 4 << 20

/** Records on their way to a file: while one frame is written, what comes is collected for the next. */
export class FrameQueue {
  #waiting = new FrameWriter()
  #writing = Promise.resolve()
  #isWriting = false

  /** @param write resolves with false when nothing can be written any more */
  constructor(private readonly write: (frame: Buffer, found: FoundFrame) => Promise<boolean>) {}

  /** Takes records and the cursor that goes with them. Wait for {@link room} before more. */
  append(records: readonly PanelRecord[], cursor: bigint): void {
    this.#waiting.add(records, cursor)
    if (!this.#isWriting) this.#writing = this.#writeAll()
  }

  /** Resolves when little waits for the disk. */
  async room(): Promise<void> {
    while (this.#waiting.bytes > waitingBytes && this.#isWriting) await this.#writing
  }

  /** Resolves when nothing waits for the disk. */
  async flushed(): Promise<void> {
    while (this.#isWriting) await this.#writing
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    try {
      while (!this.#waiting.isEmpty) {
        const { frame, found } = this.#waiting.finish()
        this.#waiting = new FrameWriter()
        if (!(await this.write(frame, found))) break
      }
    } finally {
      this.#isWriting = false
    }
  }
}
