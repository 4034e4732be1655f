import { open, rm, stat } from 'node:fs/promises'
import type { Failure } from '../../shared/failure'
import { makeFolder } from '../local/folders'
import { recordsOf, type FoundFrame } from '../panels/frame'
import { FrameQueue } from '../panels/frame-queue'
import { readRecord, type PanelRecord } from '../panels/record'
import { headBytes, listSegments, readHead, readSegment, type SegmentStart } from '../panels/segment'
import { SegmentFiles } from '../panels/segment-files'
import { logMagic } from './log-magic'

/** What was written is on the disk itself after so long. */
const syncMs = 500
/** Enough to tell a store from another that stands at the same revision. */
const rememberedEvents = 20
export const rememberedBytes = 4_096

export interface LogFilesOptions {
  readonly folder: string
  /** Everything up to here is in the full snapshot. */
  readonly base: bigint
  readonly segmentBytes?: number
  readonly onTrouble: (failure: Failure | undefined) => void
  /** Told after each frame that was written. */
  readonly onWritten: () => void
}

/**
 * The changes after a full snapshot, in files that are only added to. A frame (see `panels/frame`) is of whole revisions:
 * events and cursor are in the file together or not at all. What was written is synced within a second, before a file is
 * left for the next one, and at the end.
 */
export class LogFiles {
  /** Everything up to here is in the files. */
  cursor: bigint
  events = 0
  bytes = 0
  /** Unix time in ms at which the last event came; 0: none did. */
  lastAt = 0
  /** The last events, of their values the first {@link rememberedBytes}. */
  last: readonly PanelRecord[] = []
  /** False when a file in the middle is damaged: nothing can be added then. */
  isWhole = true
  readonly #files: SegmentFiles
  readonly #queue = new FrameQueue((frame, found) => this.#write(frame, found))
  #syncing: NodeJS.Timeout | undefined

  private constructor(private readonly options: LogFilesOptions) {
    this.cursor = options.base
    const { folder, segmentBytes, onTrouble } = options
    this.#files = new SegmentFiles({
      ...{ folder, segmentBytes, onTrouble, magic: logMagic, owner: 'change log', isSynced: true },
      start: () => ({ puts: 0, deletes: 0, lost: 0, firstRow: this.events, cursor: this.cursor }),
    })
  }

  /** Reads how far it goes; a torn end, as a crash leaves it, is cut off. */
  static async open(options: LogFilesOptions): Promise<LogFiles> {
    await makeFolder(options.folder)
    const log = new LogFiles(options)
    await log.#recover()
    return log
  }

  /** Takes whole revisions that follow the last ones. Wait for {@link room} before more. */
  append(records: readonly PanelRecord[], cursor: bigint): void {
    this.#queue.append(records, cursor)
  }

  /** Resolves when little waits for the disk. */
  room(): Promise<void> {
    return this.#queue.room()
  }

  /** Resolves when nothing waits for the disk. */
  flushed(): Promise<void> {
    return this.#queue.flushed()
  }

  /** Writes and syncs what waits; while the disk is full, that is given up. */
  async close(): Promise<void> {
    clearTimeout(this.#syncing)
    this.#syncing = undefined
    await this.#files.close(this.#queue.flushed().then(() => this.#files.sync()))
    clearTimeout(this.#syncing)
  }

  async #recover(): Promise<void> {
    const { folder } = this.options
    const segments = [...(await listSegments(folder))]
    const starts = await Promise.all(segments.map((segment) => this.#startOf(segment)))
    // Killed as it began a file.
    if (segments.length > 0 && starts.at(-1) === undefined) {
      await rm(this.#files.path(segments.pop() ?? 0))
      starts.pop()
    }
    const bad = starts.findIndex((start, i) => start === undefined || segments[i] !== i)
    this.isWhole = bad < 0 && (starts[0]?.cursor ?? this.options.base) === this.options.base
    const good = bad < 0 ? segments : segments.slice(0, bad)
    for (const [i, segment] of good.entries()) {
      const isLast = i === good.length - 1
      const found = isLast ? await readSegment(folder, segment, logMagic) : undefined
      const bytes = found?.bytes ?? (await stat(this.#files.path(segment))).size
      this.#files.add({ segment, bytes, endRow: 0 })
      this.bytes += bytes
      if (!found) continue
      this.cursor = found.start.cursor
      this.events = found.start.firstRow
      for (const frame of found.frames) this.#apply(found.source, frame)
    }
    if (this.last.length === 0 && good.length > 1) await this.#readLast(good.length - 2)
  }

  /** Of a last file that has no events yet: what the one before ended with. */
  async #readLast(segment: number): Promise<void> {
    const found = await readSegment(this.options.folder, segment, logMagic)
    const frame = found?.frames.at(-1)
    if (found && frame) this.#remember(found.source, frame)
  }

  async #startOf(segment: number): Promise<SegmentStart | undefined> {
    const file = await open(this.#files.path(segment), 'r')
    try {
      const head = Buffer.alloc(headBytes)
      const { bytesRead } = await file.read(head, 0, headBytes, 0)
      return readHead(head.subarray(0, bytesRead), logMagic)
    } finally {
      await file.close()
    }
  }

  #apply(source: Buffer, frame: FoundFrame): void {
    this.events += this.#remember(source, frame)
    this.cursor = frame.cursor
  }

  /** Keeps the last events of a frame; returns how many it has. */
  #remember(source: Buffer, frame: FoundFrame): number {
    const places = [...recordsOf(source, frame)]
    const last = places.slice(-rememberedEvents).map((from) => {
      const record = readRecord(source, from)
      const { key, value } = record.kv
      const kv = { ...record.kv, key: Uint8Array.from(key), value: value.slice(0, rememberedBytes) }
      return { ...record, kv }
    })
    this.last = [...this.last, ...last].slice(-rememberedEvents)
    this.lastAt = last.at(-1)?.receivedMs ?? this.lastAt
    return places.length
  }

  async #write(frame: Buffer, found: FoundFrame): Promise<boolean> {
    const segment = await this.#files.write(frame)
    if (!segment) return false
    if (segment.bytes === headBytes) this.bytes += headBytes
    segment.bytes += frame.length
    this.bytes += frame.length
    this.#apply(frame, found)
    this.#syncing ??= setTimeout(() => {
      this.#syncing = undefined
      void this.#files.sync()
    }, syncMs)
    this.options.onWritten()
    return true
  }
}
