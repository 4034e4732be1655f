import { maxLogLines } from '../../../shared/contract/local-logs'
import { LogFile } from './log-file'
import { toPiece } from './log-piece'
import type { LogPieces } from './log-pieces'

const chunkBytes = 256 * 1024
const longestLineBytes = 8 * 1024 * 1024
const newline = 0x0a

/** Reads a log into pieces of whole lines: from its end backwards, and what is written meanwhile. */
export class LogReader {
  /** Moves when the log was begun anew. */
  generation = 0
  /** Older lines are left out. */
  isCut = false
  #file: LogFile
  /** What lies between was read. */
  #from = 0
  #to = 0

  private constructor(
    file: LogFile,
    private readonly pieces: LogPieces,
  ) {
    this.#file = file
  }

  /** Resolves when the end of the log was read. */
  static async open(path: string, pieces: LogPieces): Promise<LogReader> {
    const reader = new LogReader(await LogFile.open(path), pieces)
    await reader.#begin()
    return reader
  }

  get file(): LogFile {
    return this.#file
  }

  get bytesRead(): number {
    return this.#to - this.#from
  }

  get isWhole(): boolean {
    return this.#from === 0
  }

  /** Looks whether it is still the same log; one that was begun anew is read anew. True when there is something new. */
  async look(): Promise<boolean> {
    if (await this.#file.grow()) return this.#readNewer()
    this.generation += 1
    this.pieces.clear()
    this.#file = await LogFile.open(this.#file.path)
    await this.#begin()
    return true
  }

  /** Reads the piece before those that were read; false when there is none. */
  async readOlder(): Promise<boolean> {
    if (this.#from === 0 || this.isCut) return false
    if (this.pieces.lines >= maxLogLines) {
      this.isCut = true
      return true
    }
    for (let size = chunkBytes; ; size *= 2) {
      const start = Math.max(0, this.#from - size)
      const bytes = await this.#file.read(start, this.#from)
      const first = start === 0 ? 0 : bytes.indexOf(newline) + 1
      // One line only, and its beginning is further back.
      if (start > 0 && (first === 0 || first === bytes.length) && size < longestLineBytes) continue
      const begin = first === bytes.length ? 0 : first
      this.pieces.addOlder(toPiece(bytes.subarray(begin), start + begin))
      this.#from = start + begin
      return true
    }
  }

  /** Stands at the end of the last whole line and reads what is before it. */
  async #begin(): Promise<void> {
    const { bytes } = this.#file
    this.isCut = false
    this.#from = this.#to = bytes
    for (let size = chunkBytes; this.#to > 0; size *= 2) {
      const start = Math.max(0, bytes - size)
      const end = (await this.#file.read(start, bytes)).lastIndexOf(newline) + 1
      if (end === 0 && start > 0 && size < longestLineBytes) continue
      this.#from = this.#to = start + end
      break
    }
    await this.readOlder()
  }

  async #readNewer(): Promise<boolean> {
    let bytes: Buffer
    let end = 0
    for (let size = 4 * chunkBytes; ; size *= 2) {
      bytes = await this.#file.read(this.#to, Math.min(this.#file.bytes, this.#to + size))
      end = bytes.lastIndexOf(newline) + 1
      if (end > 0 || bytes.length < size || size >= longestLineBytes) break
    }
    // A line without an end is cut somewhere.
    if (bytes.length >= longestLineBytes) end ||= bytes.length
    if (end === 0) return false
    this.pieces.addNewer(toPiece(bytes.subarray(0, end), this.#to))
    this.#to += end
    while (this.pieces.lines > maxLogLines && this.pieces.all.length > 1) {
      this.pieces.dropOldest()
      this.isCut = true
    }
    return true
  }
}
