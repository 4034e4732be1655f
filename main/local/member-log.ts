import type { FileHandle } from 'node:fs/promises'
import { open, rename, stat } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'

const rotateAtBytes = 16 * 1024 * 1024
const chunkBytes = 64 * 1024
const tailLimitBytes = 8 * 1024 * 1024
const pollMs = 200

/** Opens a log to append to. One larger than 16 MiB is first moved to `PATH.1`, replacing the one before. */
export async function openLog(path: string): Promise<FileHandle> {
  const info = await stat(path).catch(() => undefined)
  if (info && info.size > rotateAtBytes) await rename(path, `${path}.1`)
  return open(path, 'a', 0o600)
}

/** The last lines of a log, oldest first, from at most its last 8 MiB. A log that is not there has none. */
export async function tailLog(path: string, lines: number): Promise<string[]> {
  return (await readTail(path, lines)).lines
}

/**
 * The last lines of a log, then each whole line as it is written, in batches; also across a rotation. Nothing is
 * read while the reader does not ask. Ends without an error when the signal aborts.
 */
export async function* followLog(
  path: string,
  lines: number,
  signal: AbortSignal,
): AsyncGenerator<readonly string[], void, void> {
  const tail = await readTail(path, lines)
  if (tail.lines.length > 0) yield tail.lines
  let { offset, inode } = tail
  let rest = ''
  let decoder = new StringDecoder('utf8')
  while (!signal.aborted) {
    const info = await stat(path).catch(() => undefined)
    if (info && (info.ino !== inode || info.size < offset)) {
      ;[offset, inode, rest, decoder] = [0, info.ino, '', new StringDecoder('utf8')]
    }
    if (!info || info.size <= offset) {
      await delay(pollMs, undefined, { signal }).catch(() => undefined)
      continue
    }
    const chunk = await readAt(path, offset, Math.min(chunkBytes, info.size - offset))
    offset += chunk.byteLength
    const complete = (rest + decoder.write(chunk)).split('\n')
    rest = complete.pop() ?? ''
    if (complete.length > 0) yield complete
  }
}

interface Tail {
  readonly lines: string[]
  /** Where the next whole line begins. */
  readonly offset: number
  readonly inode: number
}

async function readTail(path: string, lines: number): Promise<Tail> {
  const info = await stat(path).catch(() => undefined)
  if (!info) return { lines: [], offset: 0, inode: 0 }
  let start = info.size
  let bytes = Buffer.alloc(0)
  let newlines = 0
  // The newline that ends the last line does not count, so one more is needed.
  while (start > 0 && newlines <= lines && info.size - start < tailLimitBytes) {
    const size = Math.min(chunkBytes, start)
    const chunk = await readAt(path, start - size, size)
    start -= size
    bytes = Buffer.concat([chunk, bytes])
    newlines += chunk.toString('latin1').split('\n').length - 1
  }
  const end = bytes.lastIndexOf(0x0a) + 1
  const whole = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
  return {
    lines: lines === 0 ? [] : whole.slice(-lines),
    offset: info.size - (bytes.byteLength - end),
    inode: info.ino,
  }
}

async function readAt(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await file.read(buffer, 0, length, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
