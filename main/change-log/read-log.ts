import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, type FailureError } from '../../shared/failure'
import { findFrame, recordsOf } from '../panels/frame'
import { readRecord, type PanelRecord } from '../panels/record'
import { headBytes, listSegments, readHead, segmentName } from '../panels/segment'
import { logMagic } from './log-magic'

/** One revision as the log has it, in the order of its transaction. */
export interface LogRevision {
  readonly revision: bigint
  /** Unix time in ms. */
  readonly receivedAt: number
  /** Views of the file's bytes. */
  readonly records: readonly PanelRecord[]
}

export interface LogRange {
  readonly folder: string
  /** The first revision of interest. */
  readonly from: bigint
  /** The last one; it must be in the files. */
  readonly to: bigint
}

/**
 * The revisions of a log, a frame at a time, also while it is written. Every checksum and every number is checked on the way:
 * `corrupt` when a byte was changed or something is missing.
 */
export async function* readLog({ folder, from, to }: LogRange): AsyncGenerator<readonly LogRevision[]> {
  let next = from
  for (const segment of await segmentsFrom(folder, from)) {
    if (next > to) return
    const source = await readFile(join(folder, segmentName(segment)))
    const start = readHead(source, logMagic)
    if (!start || start.cursor >= next) throw damaged(next)
    let at = headBytes
    for (let frame = findFrame(source, at); frame && next <= to; frame = findFrame(source, at)) {
      at = frame.to
      if (frame.cursor < next) continue
      const revisions = toRevisions(source, frame).filter(
        ({ revision }) => revision >= next && revision <= to,
      )
      for (const { revision } of revisions) {
        if (revision !== next) throw damaged(next)
        next += 1n
      }
      yield revisions
    }
  }
  if (next <= to) throw damaged(next)
}

/** When the first event of each file came, and before which revision it begins; rising. */
export async function segmentTimes(
  folder: string,
): Promise<readonly { readonly cursor: bigint; readonly firstAt: number }[]> {
  const found = []
  for (const segment of await listSegments(folder)) {
    const head = await readStart(folder, segment)
    const start = readHead(head, logMagic)
    if (start && head.length === startBytes)
      found.push({ cursor: start.cursor, firstAt: head.readDoubleLE(firstAtAt) })
  }
  return found
}

/** Of the first record in the first frame: where its time stands, and up to where that goes. */
const firstAtAt = headBytes + 16 + 50
const startBytes = firstAtAt + 8

async function readStart(folder: string, segment: number): Promise<Buffer> {
  const file = await open(join(folder, segmentName(segment)), 'r')
  try {
    const start = Buffer.alloc(startBytes)
    const { bytesRead } = await file.read(start, 0, startBytes, 0)
    return start.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The files from the one on in which a revision is. */
async function segmentsFrom(folder: string, from: bigint): Promise<readonly number[]> {
  const segments = await listSegments(folder)
  let first = 0
  for (const [i, segment] of segments.entries()) {
    const start = readHead(await readStart(folder, segment), logMagic)
    if (start && start.cursor < from) first = i
  }
  return segments.slice(first)
}

function toRevisions(source: Buffer, frame: Parameters<typeof recordsOf>[1]): LogRevision[] {
  const revisions: { revision: bigint; receivedAt: number; records: PanelRecord[] }[] = []
  for (const from of recordsOf(source, frame)) {
    const record = readRecord(source, from)
    const last = revisions.at(-1)
    const { modRevision: revision } = record.kv
    if (last?.revision === revision) last.records.push(record)
    else revisions.push({ revision, receivedAt: record.receivedMs, records: [record] })
  }
  return revisions
}

const damaged = (revision: bigint): FailureError =>
  fail(
    'corrupt',
    `The change log is damaged: revision ${revision} and those after it cannot be read from it.`,
  )
