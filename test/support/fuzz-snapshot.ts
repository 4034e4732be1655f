import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toFailure } from '../../shared/failure'
import { PageFile } from '../../main/snapshot/bbolt/page-file'
import { checkFile } from '../../main/snapshot/check-file'
import { hashKv } from '../../main/snapshot/hash-kv'
import { hasTrailer, trailerBytes } from '../../main/snapshot/sha256-trailer'
import { factsOf } from '../../main/snapshot/view/facts'
import { OpenFile } from '../../main/snapshot/view/open-file'
import { damagedFiles } from './damaged-files'
import { tempDir } from './temp-dir'

export interface FuzzOutcome {
  readonly files: number
  /** Files that the check refused. */
  readonly refused: number
  /** What must not be: files with a trailer that were changed and found right. */
  readonly unseen: number
  /** Failures that are not of a damaged file: each once. */
  readonly oddFailures: readonly string[]
  readonly longestMs: number
  /** How much this process grew at most. */
  readonly growthMb: number
}

/** Damages a file in so many ways; each copy is checked, opened, hashed, and every value in it read. */
export async function fuzzSnapshot(whole: Buffer, count: number, seed: number): Promise<FuzzOutcome> {
  await using dir = await tempDir()
  const file = join(dir.path, 'damaged')
  const copies = damagedFiles(whole, seed)
  const before = process.memoryUsage().rss
  const odd = new Set<string>()
  let [refused, unseen, longestMs, most] = [0, 0, 0, before]
  const attempt = async (work: () => unknown) => {
    const begun = performance.now()
    try {
      await work()
      return true
    } catch (error) {
      const { code, message, reason } = toFailure(error)
      if (code !== 'corrupt' && code !== 'compacted') odd.add(`${code}: ${message} ${reason ?? ''}`)
      return false
    } finally {
      longestMs = Math.max(longestMs, performance.now() - begun)
    }
  }
  for (let i = 0; i < count; i++) {
    const bytes = copies.next().value
    writeFileSync(file, bytes)
    const isRight = await attempt(() => checkFile({ file }, () => {}))
    if (!isRight) refused++
    else if (hasTrailer(whole.length) && !bytes.equals(whole)) unseen++
    await attempt(() => readAll(file, bytes.length))
    if (i % 50 === 0) most = Math.max(most, process.memoryUsage().rss)
  }
  const growthMb = Math.round((most - before) / 1024 / 1024)
  return { files: count, refused, unseen, oddFailures: [...odd], longestMs, growthMb }
}

function readAll(file: string, sizeBytes: number): void {
  const fd = openSync(file, 'r')
  try {
    const open = new OpenFile(fd, () => {})
    factsOf(open, file)
    const { table } = open.loaded
    for (let row = 0; row < table.size; row++) open.stored(row)
    const databaseBytes = sizeBytes - (hasTrailer(sizeBytes) ? trailerBytes : 0)
    hashKv(new PageFile(fd, databaseBytes), { compactRevision: Math.ceil(table.size / 2) })
  } finally {
    closeSync(fd)
  }
}
