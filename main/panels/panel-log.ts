import { rm } from 'node:fs/promises'
import type { Failure } from '../../shared/failure'
import { makeFolder } from '../local/folders'
import { recordsOf, type FoundFrame } from './frame'
import { FrameQueue } from './frame-queue'
import { at, kinds, type PanelRecord } from './record'
import { RowTable } from './row-table'
import { listSegments, readSegment, type SegmentStart, type Totals } from './segment'
import { SegmentFiles, type Segment } from './segment-files'

export interface PanelLogOptions {
  readonly folder: string
  /** Where a panel without files stands. */
  readonly cursor: bigint
  /** Told each record once its frame is on disk, and each that is found there at the start. */
  readonly onRecord: (row: number, source: Buffer, from: number) => void
  /** Told after each frame how many rows it had. */
  readonly onFlush: (rows: number) => void
  /** Told what keeps the file from being written (undefined: it can be again); it is tried again and again. */
  readonly onTrouble: (failure: Failure | undefined) => void
}

/**
 * The lines of a panel on disk, and the table of them in memory. A record counts from when its frame is written: then its
 * row is there and the cursor has moved, both or none, whatever ends the process. Not synced: what a power cut takes from
 * the end is asked from etcd again.
 */
export class PanelLog {
  table = new RowTable()
  /** Everything up to here is in the file. */
  cursor: bigint
  totals: Totals = { puts: 0, deletes: 0, lost: 0 }
  readonly #files: SegmentFiles
  readonly #queue = new FrameQueue((frame, found) => this.#write(frame, found))

  private constructor(private readonly options: PanelLogOptions) {
    this.cursor = options.cursor
    const start = () => ({ ...this.totals, firstRow: this.table.end, cursor: this.cursor })
    this.#files = new SegmentFiles({ folder: options.folder, start, onTrouble: options.onTrouble })
  }

  /** Reads what is there; a torn end is cut off, files after a damaged one are removed: etcd is asked for that again. */
  static async open(options: PanelLogOptions): Promise<PanelLog> {
    await makeFolder(options.folder)
    const log = new PanelLog(options)
    await log.#recover()
    return log
  }

  /** Takes records and the cursor that goes with them; they are there after the next write. Wait for {@link room} before more. */
  append(records: readonly PanelRecord[], cursor: bigint): void {
    this.#queue.append(records, cursor)
  }

  /** False when what brings more has to wait for {@link room}. */
  get hasRoom(): boolean {
    return this.#queue.hasRoom
  }

  /** Resolves when little waits for the disk. */
  room(): Promise<void> {
    return this.#queue.room()
  }

  /** Resolves when nothing waits for the disk. */
  flushed(): Promise<void> {
    return this.#queue.flushed()
  }

  /** True when there are files of which no row is kept; what is derived from them has to be kept elsewhere first. */
  get hasGone(): boolean {
    return this.#files.hasGone(this.table.first)
  }

  /** Removes those files. */
  removeGone(): Promise<void> {
    return this.#files.removeGone(() => this.table.first)
  }

  path(segment: number): string {
    return this.#files.path(segment)
  }

  /** Writes what waits and closes the file; while the disk is full, what waits is given up. */
  close(): Promise<void> {
    return this.#files.close(this.#queue.flushed())
  }

  async #recover(): Promise<void> {
    let isWhole = true
    for (const segment of await listSegments(this.options.folder)) {
      const found = isWhole ? await readSegment(this.options.folder, segment) : undefined
      const isNext = this.#files.count === 0 || found?.start.firstRow === this.table.end
      if (!found || !isNext) {
        isWhole = false
        await rm(this.path(segment))
        continue
      }
      if (this.#files.count === 0) this.#startAt(found.start)
      const here: Segment = { segment, bytes: found.bytes, endRow: this.table.end }
      this.#files.add(here)
      for (const frame of found.frames) this.#apply(found.source, frame, { segment, offset: 0 })
      here.endRow = this.table.end
      if (found.bytes < found.source.length) isWhole = false
    }
  }

  #startAt({ firstRow, cursor, ...totals }: SegmentStart): void {
    this.table = new RowTable(firstRow)
    this.cursor = cursor
    this.totals = totals
  }

  /** Makes rows of a frame. @param place where `source` begins in its file */
  #apply(source: Buffer, frame: FoundFrame, place: { segment: number; offset: number }): void {
    let { puts, deletes, lost } = this.totals
    for (const from of recordsOf(source, frame)) {
      this.table.add(source, from, { segment: place.segment, offset: place.offset + from })
      const kind = kinds[source[from + at.kind] ?? 0]
      if (kind === 'put') puts += 1
      else if (kind === 'delete') deletes += 1
      else lost += gapRevisions(source, from)
      this.options.onRecord(this.table.end - 1, source, from)
    }
    this.totals = { puts, deletes, lost }
    this.cursor = frame.cursor
  }

  async #write(frame: Buffer, found: FoundFrame): Promise<boolean> {
    const segment = await this.#files.write(frame)
    if (!segment) return false
    const rows = this.table.end
    this.#apply(frame, found, { segment: segment.segment, offset: segment.bytes })
    segment.bytes += frame.length
    segment.endRow = this.table.end
    this.options.onFlush(this.table.end - rows)
    return true
  }
}

function gapRevisions(source: Buffer, from: number): number {
  return Number(
    source.readBigInt64LE(from + at.modRevision) - source.readBigInt64LE(from + at.createRevision) + 1n,
  )
}
