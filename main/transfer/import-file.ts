import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { TransferProgress } from '../../shared/contract/transfer'
import { fail, FailureError, toFailure } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import { parseJsonLine, type JsonLine, type TransferEntry } from './json-lines'
import { pace } from './pace'
import { readLines, type Line } from './read-lines'

/** A file that was read whole once and holds nothing that is wrong. */
export interface CheckedFile {
  readonly path: string
  readonly keys: number
  /** Whose revisions the file holds. */
  readonly clusterId?: string
  /** Changes when the file does. */
  readonly stamp: string
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a file of JSON lines from end to end and keeps only its keys' names, to find one that comes twice. Yields how
 * far it is; returns what it is. Throws `invalid` with `details.line` at the first thing that is wrong.
 *
 * @param check looks at each entry as well; what it throws is told with its line
 */
export async function* checkFile(
  path: string,
  check: (entry: TransferEntry) => void,
  signal: AbortSignal,
): AsyncGenerator<readonly [TransferProgress], CheckedFile, undefined> {
  if (!isAbsolute(path))
    throw fail('invalid', 'Give the whole path of the file, from the root on.', {
      details: { field: 'path' },
    })
  const { stamp, size } = await look(path)
  const seen = new Map<string, number>()
  const isDue = pace()
  let head: JsonLine | undefined
  let end: number | undefined
  let bytes = 0
  let last = 0
  for await (const lines of linesOf(path, signal)) {
    for (const line of lines) {
      bytes += line.bytes.length + 1
      last = line.number
      const row = parse(line)
      if (!row) continue
      if (end !== undefined) throw wrong(line.number, 'something follows the end of the export')
      if (row.kind === 'end') end = line.number
      else if (row.kind === 'head') {
        if (head ?? seen.size > 0) throw wrong(line.number, 'a second export begins here')
        head = row
      } else {
        const name = Buffer.from(row.entry.key).toString('latin1')
        const first = seen.get(name)
        if (first !== undefined) throw wrong(line.number, `its key is in line ${first} already`)
        seen.set(name, line.number)
        explain(line.number, () => check(row.entry))
      }
    }
    if (isDue()) yield [{ kind: 'progress', phase: 'check', keys: seen.size, bytes, totalBytes: size }]
  }
  if (head && end === undefined)
    throw wrong(last, 'the export ends here, before its end line: it was cut off')
  const clusterId = head?.kind === 'head' ? head.clusterId : undefined
  return { path, keys: seen.size, clusterId, stamp }
}

/** The entries of a checked file again, in its order. Throws `precondition` when the file has changed since. */
export async function* fileEntries(
  file: CheckedFile,
  signal: AbortSignal,
): AsyncGenerator<readonly TransferEntry[], void, undefined> {
  const checkStamp = async () => {
    if ((await look(file.path)).stamp !== file.stamp)
      throw fail('precondition', 'The file has changed since it was checked: do the dry run again.')
  }
  await checkStamp()
  for await (const lines of linesOf(file.path, signal)) {
    const rows = lines.map(parse).filter((row) => row !== undefined)
    yield rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []))
  }
  await checkStamp()
}

/** The lines of a file; what the system says becomes a failure beside the path. */
async function* linesOf(path: string, signal: AbortSignal) {
  try {
    yield* readLines(path, signal)
  } catch (error) {
    throwIfAborted(signal)
    throw error instanceof FailureError ? error : unreadable(path, error)
  }
}

async function look(path: string): Promise<{ stamp: string; size: number }> {
  const info = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (!info.isFile()) throw fail('invalid', `${path} is not a file.`, { details: { field: 'path' } })
  return { stamp: [info.dev, info.ino, info.size, info.mtimeNs].join(), size: Number(info.size) }
}

function unreadable(path: string, error: unknown): FailureError {
  const { code, message } = error as NodeJS.ErrnoException
  const details = { field: 'path', path }
  if (code === 'ENOENT') return fail('notFound', `There is no file ${path}.`, { reason: message, details })
  return fail('invalid', `${path} cannot be read.`, { reason: message, details })
}

function parse(line: Line): JsonLine | undefined {
  return explain(line.number, () => {
    let text: string
    try {
      text = decoder.decode(line.bytes)
    } catch {
      throw new Error('it is not UTF-8')
    }
    return text.trim() === '' ? undefined : parseJsonLine(text)
  })
}

function explain<T>(line: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw wrong(line, error instanceof Error ? error.message : toFailure(error).message)
  }
}

function wrong(line: number, what: string): FailureError {
  return fail('invalid', `Line ${line} is wrong: ${what}. Nothing was written.`, {
    details: { field: 'path', line },
  })
}
