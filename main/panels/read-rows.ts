import { open, type FileHandle } from 'node:fs/promises'
import { readRecord, type PanelRecord } from './record'
import type { Place } from './row-page'

/** Records that lie side by side are read at once, up to so much. */
const readBytes = 1 << 20

/**
 * Reads records from a panel's files, in the order of `places`; undefined for those whose file is gone. Each holds memory
 * that it shares with its neighbours at most.
 *
 * @param pathOf the path of a file by its number
 */
export async function readRecords(
  places: readonly Place[],
  pathOf: (segment: number) => string,
): Promise<readonly (PanelRecord | undefined)[]> {
  const files = new Map<number, Promise<FileHandle | undefined>>()
  const fileOf = (segment: number) => {
    const file = files.get(segment) ?? openKept(pathOf(segment))
    files.set(segment, file)
    return file
  }
  try {
    const read = await Promise.all(runsOf(places).map(async (run) => readRun(run, await fileOf(run.segment))))
    return read.flat()
  } finally {
    for (const file of files.values()) await (await file)?.close()
  }
}

/** A file that was removed meanwhile is none. */
async function openKept(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

interface Run {
  readonly segment: number
  readonly from: number
  to: number
  readonly places: Place[]
}

/** Groups places so that one read brings neighbours. */
function runsOf(places: readonly Place[]): readonly Run[] {
  const runs: Run[] = []
  for (const place of places) {
    const last = runs.at(-1)
    const to = place.offset + place.length
    const isNear = last?.segment === place.segment && place.offset === last.to && to - last.from <= readBytes
    if (last && isNear) {
      last.places.push(place)
      last.to = to
    } else runs.push({ segment: place.segment, from: place.offset, to, places: [place] })
  }
  return runs
}

async function readRun(
  { from, to, places }: Run,
  file: FileHandle | undefined,
): Promise<readonly (PanelRecord | undefined)[]> {
  if (!file) return places.map(() => undefined)
  const buffer = Buffer.allocUnsafeSlow(to - from)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
  if (bytesRead < buffer.length) return places.map(() => undefined)
  return places.map((place) => readRecord(buffer, place.offset - from))
}
