import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'

interface Part {
  readonly path: string
  readonly inode: number
  /** Where it begins in the whole. */
  readonly start: number
  size: number
}

/**
 * A member's log as one run of bytes: what was moved to `PATH.1` first, then `PATH`, which grows. Positions count from
 * the beginning of the first. When a part is begun anew or moved, the whole has to be opened again.
 */
export class LogFile {
  private constructor(
    readonly path: string,
    readonly parts: readonly Part[],
  ) {}

  /** A log that is not there is empty. */
  static async open(path: string): Promise<LogFile> {
    const old = await stat(`${path}.1`).catch(() => undefined)
    const now = await stat(path).catch(() => undefined)
    const before = old?.size ?? 0
    return new LogFile(path, [
      { path: `${path}.1`, inode: old?.ino ?? 0, start: 0, size: before },
      { path, inode: now?.ino ?? 0, start: before, size: now?.size ?? 0 },
    ])
  }

  get bytes(): number {
    return this.parts.reduce((sum, { size }) => sum + size, 0)
  }

  /** Looks how far it has grown; false when it is not the same log any more. */
  async grow(): Promise<boolean> {
    for (const part of this.parts) {
      const info = await stat(part.path).catch(() => undefined)
      const isGrowing = part.path === this.path
      if (!info) {
        if (part.inode === 0) continue
        return false
      }
      if (info.ino !== part.inode || info.size < part.size || (!isGrowing && info.size !== part.size))
        return false
      if (isGrowing) part.size = info.size
    }
    return true
  }

  /** The bytes from one position to another (exclusive), fewer where there are no more. */
  async read(from: number, to: number): Promise<Buffer> {
    const chunks: Buffer[] = []
    for (const part of this.parts) {
      const begin = Math.max(from, part.start) - part.start
      const end = Math.min(to, part.start + part.size) - part.start
      if (begin >= end) continue
      const file = await open(part.path, 'r')
      try {
        chunks.push(await readAt(file, begin, end - begin))
      } finally {
        await file.close()
      }
    }
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
