import type { LogSaved } from '../../../shared/contract/local-logs'
import { throwIfAborted } from '../../etcd/abort'
import { pace } from '../../transfer/pace'
import { PartFile } from '../../transfer/part-file'
import { LogFile } from './log-file'
import { filterPiece, textsOf, toPiece } from './log-piece'

const chunkBytes = 1 << 20
const newline = 0x0a

/**
 * Writes the lines that are in a log now and are at least so grave (0: all; lines without a level always) into a file that
 * is there whole or not at all, the oldest first, as they are.
 */
export async function* saveLog(
  { log, path, least }: { readonly log: string; readonly path: string; readonly least: number },
  signal: AbortSignal,
): AsyncGenerator<readonly [LogSaved], void, undefined> {
  const source = await LogFile.open(log)
  const file = await PartFile.create(path, { overwrite: false })
  const isDue = pace()
  let lines = 0
  try {
    let rest = Buffer.alloc(0)
    for (let from = 0; from < source.bytes; from += chunkBytes) {
      throwIfAborted(signal)
      const bytes = Buffer.concat([rest, await source.read(from, from + chunkBytes)])
      const end = bytes.lastIndexOf(newline) + 1
      rest = bytes.subarray(end)
      const piece = toPiece(bytes.subarray(0, end), 0)
      filterPiece(piece, least)
      const texts = textsOf(piece, bytes, piece.shown ?? piece.lineStarts.keys())
      if (texts.length > 0) await file.write(`${texts.join('\n')}\n`)
      lines += texts.length
      if (isDue()) yield [{ kind: 'progress', lines, bytes: file.bytes, path }]
    }
    await file.keep()
    yield [{ kind: 'done', lines, bytes: file.bytes, path }]
  } finally {
    await file.drop()
  }
}
