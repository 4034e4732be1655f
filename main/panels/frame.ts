import { crc32 } from './crc32'
import { at, recordSize, writeRecord, type PanelRecord } from './record'

/**
 * A frame is what reaches a panel's file at once: records, and the revision up to which everything was seen with them.
 * Length and checksum make half a frame no frame at all, so records and cursor are on disk together or not.
 */
const head = { length: 0, checksum: 4, cursor: 8, end: 16 } as const
const firstBytes = 64 << 10

/** Collects records for the next frame. */
export class FrameWriter {
  records = 0
  #buffer = Buffer.allocUnsafe(firstBytes)
  #length: number = head.end
  #cursor: bigint | undefined

  get isEmpty(): boolean {
    return this.#cursor === undefined
  }

  get bytes(): number {
    return this.#length
  }

  /** Adds records; with them everything up to `cursor` was seen. */
  add(records: readonly PanelRecord[], cursor: bigint): void {
    for (const record of records) {
      const length = recordSize(record)
      this.#makeRoom(length)
      writeRecord(this.#buffer, this.#length, record)
      this.#length += length
    }
    this.records += records.length
    this.#cursor = cursor
  }

  /** The frame; the writer must not be used any more. */
  finish(): { readonly frame: Buffer; readonly found: FoundFrame } {
    const cursor = this.#cursor ?? 0n
    const frame = this.#buffer.subarray(0, this.#length)
    frame.writeUInt32LE(frame.length, head.length)
    frame.writeBigInt64LE(cursor, head.cursor)
    frame.writeUInt32LE(crc32(frame.subarray(head.cursor)), head.checksum)
    return { frame, found: { from: 0, to: frame.length, cursor } }
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}

/** A frame found in a file: `source` from `from` to `to`. */
export interface FoundFrame {
  readonly from: number
  readonly to: number
  readonly cursor: bigint
}

/** The whole frame that begins at `from`, or undefined where there is none (the end, or what a crash left). */
export function findFrame(source: Buffer, from: number): FoundFrame | undefined {
  if (source.length - from < head.end) return undefined
  const length = source.readUInt32LE(from + head.length)
  const to = from + length
  if (length < head.end || to > source.length) return undefined
  if (crc32(source.subarray(from + head.cursor, to)) !== source.readUInt32LE(from + head.checksum))
    return undefined
  return { from, to, cursor: source.readBigInt64LE(from + head.cursor) }
}

/** Where the records of a frame begin. */
export function* recordsOf(source: Buffer, { from, to }: FoundFrame): Generator<number, void, undefined> {
  for (let next = from + head.end; next < to; next += source.readUInt32LE(next + at.length)) yield next
}
