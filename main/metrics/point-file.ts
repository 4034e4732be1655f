import { appendFile } from 'node:fs/promises'
import { writeWhole } from '../store/write-whole'
import { readLines } from '../transfer/read-lines'
import type { MetricsPoint } from './point'
import { headLine, PointLines, toLine } from './point-lines'

/** A file that has grown beyond this is written anew, with what fits into half of it. */
const maxBytes = 6 << 20

/**
 * The points of one connection on disk: lines added at the end. A crash may tear the last one, which costs that line alone.
 * What is written anew is there whole or not at all. Calls must not overlap.
 */
export class PointFile {
  #bytes = 0
  /** What is there is ours to add to. */
  #isSound = false

  constructor(readonly path: string) {}

  /** What is in the file, in its order; nothing where there is none. */
  async read(): Promise<{ readonly points: MetricsPoint[]; readonly lines: number }> {
    const text = new TextDecoder()
    const lines = new PointLines()
    const points: MetricsPoint[] = []
    let count = 0
    let isWhole = true
    try {
      for await (const part of readLines(this.path, new AbortController().signal)) {
        for (const line of part) {
          isWhole = line.isWhole
          count += 1
          this.#bytes += line.bytes.length + 1
          const point = lines.read(text.decode(line.bytes))
          if (point) points.push(point)
        }
      }
      this.#isSound = lines.isCurrent && isWhole
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return { points, lines: count }
  }

  /** Adds points; false: the file has to be written anew with everything first. */
  async append(points: readonly MetricsPoint[]): Promise<boolean> {
    if (!this.#isSound || this.#bytes > maxBytes) return false
    const text = points.map(toLine).join('')
    // Part of it may be there after a failure.
    this.#isSound = false
    await appendFile(this.path, text, { mode: 0o600 })
    this.#isSound = true
    this.#bytes += Buffer.byteLength(text)
    return true
  }

  /** Writes the file anew with the newest of these points, as many as there is room for. */
  async replace(points: readonly MetricsPoint[]): Promise<void> {
    const lines: string[] = []
    let bytes = headLine.length
    for (let at = points.length - 1; at >= 0; at--) {
      const point = points[at]
      if (!point) break
      const line = toLine(point)
      bytes += Buffer.byteLength(line)
      if (bytes > maxBytes / 2) break
      lines.push(line)
    }
    const text = headLine + lines.reverse().join('')
    await writeWhole(this.path, text)
    this.#bytes = Buffer.byteLength(text)
    this.#isSound = true
  }
}
