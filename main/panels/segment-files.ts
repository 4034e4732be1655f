import { open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Failure } from '../../shared/failure'
import { headBytes, segmentHead, segmentName, type SegmentStart } from './segment'

/** A file is closed at this size, where nothing else is said; files of which no row is kept are removed. */
const usualSegmentBytes = 8 << 20
const retryMs = 1_000

export interface Segment {
  readonly segment: number
  bytes: number
  /** One past its last row. */
  endRow: number
}

export interface SegmentFilesOptions {
  readonly folder: string
  /** How the panel stands when a file is begun. */
  readonly start: () => SegmentStart
  /** What the files begin with; default: a panel's. */
  readonly magic?: Buffer
  /** A file is closed at this size. */
  readonly segmentBytes?: number
  /** A file is synced before the next one is begun. */
  readonly isSynced?: boolean
  /** What the disk's failure is told about. */
  readonly owner?: string
  /** Told what keeps the file from being written (undefined: it can be again); it is tried again and again. */
  readonly onTrouble: (failure: Failure | undefined) => void
}

/** The files of a log: the last one is written, the first ones go. */
export class SegmentFiles {
  #segments: Segment[] = []
  #file: FileHandle | undefined
  readonly #closed = new AbortController()

  constructor(private readonly options: SegmentFilesOptions) {}

  get count(): number {
    return this.#segments.length
  }

  path(segment: number): string {
    return join(this.options.folder, segmentName(segment))
  }

  /** A file that was found, after those that were added before it. */
  add(segment: Segment): void {
    this.#segments.push(segment)
  }

  /** True when there are files of which no row from `first` on is kept. */
  hasGone(first: number): boolean {
    return this.#segments.length > 1 && (this.#segments[0]?.endRow ?? Infinity) <= first
  }

  /** Removes those files. */
  async removeGone(first: () => number): Promise<void> {
    while (this.hasGone(first())) {
      const gone = this.#segments.shift()
      if (gone) await rm(this.path(gone.segment), { force: true })
    }
  }

  /** Resolves with the file that the frame is in now; undefined when it was closed before that could be written. */
  async write(frame: Buffer): Promise<Segment | undefined> {
    let isInTrouble = false
    for (;;) {
      try {
        const segment = await this.#current()
        // At its place: what a failed try left there is written over.
        for (let done = 0; done < frame.length;)
          done +=
            (await this.#file?.write(frame, done, frame.length - done, segment.bytes + done))?.bytesWritten ??
            0
        if (isInTrouble) this.options.onTrouble(undefined)
        return segment
      } catch (error) {
        if (this.#closed.signal.aborted) return undefined
        isInTrouble = true
        this.options.onTrouble(diskFailure(this.options, error))
        await delay(retryMs, undefined, { signal: this.#closed.signal }).catch(() => {})
      }
    }
  }

  /** Resolves when what was written is on the disk itself; where it cannot be, a later one may. */
  async sync(): Promise<void> {
    await this.#file?.datasync().catch(() => {})
  }

  /** While the disk is full, what waits to be written is given up. @param written resolves when nothing is written any more */
  async close(written: Promise<void>): Promise<void> {
    this.#closed.abort()
    await written.catch(() => {})
    await this.#file?.close()
    this.#file = undefined
  }

  /** The file that is written; the next one when that is large enough. */
  async #current(): Promise<Segment> {
    const last = this.#segments.at(-1)
    if (last && last.bytes < (this.options.segmentBytes ?? usualSegmentBytes)) {
      this.#file ??= await open(this.path(last.segment), 'r+')
      return last
    }
    if (this.options.isSynced) await this.sync()
    await this.#file?.close()
    this.#file = undefined
    const segment = (last?.segment ?? -1) + 1
    const file = await open(this.path(segment), 'w', 0o600)
    this.#file = file
    const start = this.options.start()
    const head = segmentHead(start, this.options.magic)
    await file.write(head, 0, head.length, 0)
    const next = { segment, bytes: headBytes, endRow: start.firstRow }
    this.#segments.push(next)
    return next
  }
}

function diskFailure({ folder, owner = 'panel' }: SegmentFilesOptions, error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return {
    code: isFull ? 'exhausted' : 'precondition',
    message: isFull
      ? `The disk is full: the ${owner} goes on when there is room.`
      : `The ${owner}'s file cannot be written: ${folder}.`,
    reason: message,
  }
}
