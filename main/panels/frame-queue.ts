import { FrameWriter, type FoundFrame } from './frame'
import type { PanelRecord } from './record'

/** So much may wait for the disk before what brings it has to wait as well. */
const waitingBytes = 4 << 20

/**
 * Frames begin so far apart: where events come fast, a frame of each would cost more than the events do. What has collected
 * so much is written at once.
 */
const apartMs = 20
const muchBytes = 256 << 10

/** Records on their way to a file: while one frame is written, and for a moment after it was begun, what comes is collected for the next. */
export class FrameQueue {
  #waiting = new FrameWriter()
  #beginsAt = 0
  /** How many wait until nothing does. */
  #hurries = 0
  #goOn = () => {}
  #writing = Promise.resolve()
  #isWriting = false

  /** @param write resolves with false when nothing can be written any more */
  constructor(private readonly write: (frame: Buffer, found: FoundFrame) => Promise<boolean>) {}

  /** Takes records and the cursor that goes with them. Wait for {@link room} before more. */
  append(records: readonly PanelRecord[], cursor: bigint): void {
    this.#waiting.add(records, cursor)
    if (!this.#isWriting) this.#writing = this.#writeAll()
  }

  /** False when so much waits for the disk that {@link room} does not resolve at once. */
  get hasRoom(): boolean {
    return this.#waiting.bytes <= waitingBytes || !this.#isWriting
  }

  /** Resolves when little waits for the disk. */
  async room(): Promise<void> {
    while (!this.hasRoom) await this.#writing
  }

  /** Resolves when nothing waits for the disk. */
  async flushed(): Promise<void> {
    this.#hurries += 1
    this.#goOn()
    try {
      while (this.#isWriting) await this.#writing
    } finally {
      this.#hurries -= 1
    }
  }

  /** Until the next frame may begin. */
  async #turn(): Promise<void> {
    const waitMs = this.#beginsAt - performance.now()
    if (waitMs > 0 && this.#hurries === 0 && this.#waiting.bytes < muchBytes)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        this.#goOn = () => (clearTimeout(timer), resolve())
      })
    this.#beginsAt = performance.now() + apartMs
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    try {
      while (!this.#waiting.isEmpty) {
        await this.#turn()
        const { frame, found } = this.#waiting.finish()
        this.#waiting = new FrameWriter()
        if (!(await this.write(frame, found))) break
      }
    } finally {
      this.#isWriting = false
    }
  }
}
