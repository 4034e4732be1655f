import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'
import { boundLog } from './logs/bound-log'

const chunkBytes = 64 * 1024
const tailLimitBytes = 8 * 1024 * 1024

/** Opens a log to append to; see {@link boundLog}. */
export async function openLog(path: string): Promise<FileHandle> {
  await boundLog(path)
  return open(path, 'a', 0o600)
}

/** The last lines of a log, oldest first, from at most its last 8 MiB. A log that is not there has none. */
export async function tailLog(path: string, lines: number): Promise<string[]> {
  const info = await stat(path).catch(() => undefined)
  if (!info || lines === 0) return []
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
  return bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1).slice(-lines)
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
