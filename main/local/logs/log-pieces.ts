import type { LogHit } from '../../../shared/contract/local-logs'
import { filterPiece, lineAt, placeIn, shownCount, type LogPiece } from './log-piece'

/** Pieces that grow are joined up to this size. */
const pieceBytes = 256 * 1024

const endOf = (piece: LogPiece): number => piece.start + piece.bytes
const positionOf = (piece: LogPiece, line: number): number => piece.start + (piece.lineStarts[line] ?? 0)

/** A run of rows that are shown within one piece. */
export interface PieceRun {
  readonly piece: LogPiece
  readonly lines: readonly number[]
}

/** All of a log that was read, the oldest piece first: which lines are shown, and which of them are hits. */
export class LogPieces {
  /** Lines of each level, as numbered in pieces. */
  readonly levels = new Uint32Array(6)
  lines = 0
  #pieces: LogPiece[] = []
  #least = 0

  get all(): readonly LogPiece[] {
    return this.#pieces
  }

  get shown(): number {
    return this.#pieces.reduce((sum, piece) => sum + shownCount(piece), 0)
  }

  get hits(): number {
    return this.#pieces.reduce((sum, { hits }) => sum + (hits?.length ?? 0), 0)
  }

  clear(): void {
    this.#pieces = []
    this.lines = 0
    this.levels.fill(0)
  }

  /** Shows lines of at least that level (0: all); what was found before is forgotten. */
  filter(least: number): void {
    this.#least = least
    for (const piece of this.#pieces) filterPiece(piece, least)
  }

  addOlder(piece: LogPiece): void {
    this.#count(piece, 1)
    filterPiece(piece, this.#least)
    this.#pieces.unshift(piece)
  }

  addNewer(piece: LogPiece): void {
    this.#count(piece, 1)
    const last = this.#pieces.at(-1)
    if (last && last.bytes + piece.bytes <= pieceBytes) {
      this.#pieces.pop()
      piece = join(last, piece)
    }
    filterPiece(piece, this.#least)
    this.#pieces.push(piece)
  }

  dropOldest(): void {
    const piece = this.#pieces.shift()
    if (piece) this.#count(piece, -1)
  }

  /** The newest piece that was not looked through yet. */
  unsearched(): LogPiece | undefined {
    return this.#pieces.findLast(({ hits }) => hits === undefined)
  }

  /** The rows at places `from` to `to` (exclusive) among what is shown. */
  runs(from: number, to: number): readonly PieceRun[] {
    const runs: PieceRun[] = []
    let place = 0
    for (const piece of this.#pieces) {
      const count = shownCount(piece)
      const begin = Math.max(from - place, 0)
      const end = Math.min(to - place, count)
      if (begin < end)
        runs.push({ piece, lines: Array.from({ length: end - begin }, (_, i) => lineAt(piece, begin + i)) })
      place += count
      if (place >= to) break
    }
    return runs
  }

  /** Where the first row shown lies that is at a position or after it. */
  placeOf(position: number): number {
    let place = 0
    for (const piece of this.#pieces) {
      if (endOf(piece) > position) {
        const line = piece.lineStarts.findIndex((start) => piece.start + start >= position)
        return place + (line < 0 ? shownCount(piece) : placeIn(piece, line))
      }
      place += shownCount(piece)
    }
    return place
  }

  /** The next hit after a position or before it, around the ends; without one the newest. */
  next(position: number | undefined, backwards: boolean): LogHit | undefined {
    const total = this.hits
    if (total === 0) return undefined
    if (position === undefined) return this.#hit(total - 1)
    return this.#hit(
      backwards ? (this.#hitsBefore(position) - 1 + total) % total : this.#hitsBefore(position + 1) % total,
    )
  }

  #hitsBefore(position: number): number {
    let count = 0
    for (const piece of this.#pieces) {
      if (piece.start >= position) break
      for (const line of piece.hits ?? []) if (positionOf(piece, line) < position) count += 1
    }
    return count
  }

  #hit(index: number): LogHit | undefined {
    let left = index
    let place = 0
    for (const piece of this.#pieces) {
      const count = piece.hits?.length ?? 0
      const line = piece.hits?.[left]
      if (line !== undefined)
        return { row: positionOf(piece, line), place: place + placeIn(piece, line), index: index + 1 }
      left -= count
      place += shownCount(piece)
    }
    return undefined
  }

  #count({ levels }: LogPiece, by: 1 | -1): void {
    this.lines += by * levels.length
    for (const level of levels) this.levels[level] = (this.levels[level] ?? 0) + by
  }
}

function join(first: LogPiece, second: LogPiece): LogPiece {
  const offset = second.start - first.start
  const lineStarts = new Uint32Array(first.lineStarts.length + second.lineStarts.length)
  lineStarts.set(first.lineStarts)
  lineStarts.set(
    second.lineStarts.map((start) => start + offset),
    first.lineStarts.length,
  )
  const levels = new Uint8Array(lineStarts.length)
  levels.set(first.levels)
  levels.set(second.levels, first.levels.length)
  return { start: first.start, bytes: offset + second.bytes, lineStarts, levels }
}
