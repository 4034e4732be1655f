import { readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from './crc32'
import { findFrame, type FoundFrame } from './frame'

/** What came since the panel was opened, kept or not. */
export interface Totals {
  readonly puts: number
  readonly deletes: number
  /** Revisions that gaps hide. */
  readonly lost: number
}

/** How a panel stood when a file of it was begun: the files before it may be gone. */
export interface SegmentStart extends Totals {
  readonly firstRow: number
  readonly cursor: bigint
}

const panelMagic: Buffer = Buffer.from('etcdesk.panel/1\n')
const checksumAt = panelMagic.length + 5 * 8
export const headBytes = checksumAt + 4

export const segmentName = (segment: number) => `${String(segment).padStart(9, '0')}.log`

/** @param magic as long as a panel's */
export function segmentHead(
  { firstRow, puts, deletes, lost, cursor }: SegmentStart,
  magic = panelMagic,
): Buffer {
  const head = Buffer.alloc(headBytes)
  let next = magic.copy(head)
  for (const value of [firstRow, puts, deletes, lost]) next = head.writeDoubleLE(value, next)
  head.writeBigInt64LE(cursor, next)
  head.writeUInt32LE(crc32(head.subarray(0, checksumAt)), checksumAt)
  return head
}

/** What {@link segmentHead} wrote, in the first {@link headBytes} of a file; undefined where that is damaged. */
export function readHead(source: Buffer, magic = panelMagic): SegmentStart | undefined {
  if (source.length < headBytes || !source.subarray(0, magic.length).equals(magic)) return undefined
  if (crc32(source.subarray(0, checksumAt)) !== source.readUInt32LE(checksumAt)) return undefined
  const double = (i: number) => source.readDoubleLE(magic.length + 8 * i)
  const cursor = source.readBigInt64LE(magic.length + 32)
  return { firstRow: double(0), puts: double(1), deletes: double(2), lost: double(3), cursor }
}

export interface FoundSegment {
  readonly start: SegmentStart
  readonly source: Buffer
  readonly frames: readonly FoundFrame[]
  /** The length up to which it is whole; what a crash left after that is cut off. */
  readonly bytes: number
}

/** The numbers of a panel's files, rising. */
export async function listSegments(folder: string): Promise<readonly number[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{9}\.log$/.test(name))
  return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b)
}

/** A file as far as it is whole; undefined when not even its head is. */
export async function readSegment(
  folder: string,
  segment: number,
  magic = panelMagic,
): Promise<FoundSegment | undefined> {
  const path = join(folder, segmentName(segment))
  const source = await readFile(path)
  const start = readHead(source, magic)
  if (!start) return undefined
  const frames = []
  let bytes = headBytes
  for (let frame = findFrame(source, bytes); frame; frame = findFrame(source, bytes)) {
    frames.push(frame)
    bytes = frame.to
  }
  if (bytes < source.length) await truncate(path, bytes)
  return { start, source, frames, bytes }
}
