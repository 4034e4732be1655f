import { logLevelOf, logLevels } from '../../../shared/etcd/log-line'

/** Levels are kept as numbers: 0 for a line without one, then as in `logLevels` from 1. */
export const levelCode = (line: string): number => {
  const level = logLevelOf(line)
  return level === undefined ? 0 : logLevels.indexOf(level) + 1
}

/** The beginning of a line says its level. */
const headChars = 300
const newline = 0x0a

/** Whole lines of a log that lie one after the other: where each begins, and its level. */
export interface LogPiece {
  /** Position of the first line in the log. */
  readonly start: number
  /** With the newline of the last line. */
  readonly bytes: number
  /** Where each line begins, from `start` on. */
  readonly lineStarts: Uint32Array
  readonly levels: Uint8Array
  /** Which lines are shown; undefined: all. */
  shown?: Uint32Array
  /** Which of them hold what is looked for; undefined: not looked at yet. */
  hits?: Uint32Array
}

/** Takes whole lines apart; `bytes` ends with a newline, but for a part of a line that is longer than anything sensible. */
export function toPiece(bytes: Buffer, start: number): LogPiece {
  const starts: number[] = []
  for (let at = 0; at < bytes.length;) {
    starts.push(at)
    const end = bytes.indexOf(newline, at)
    at = end < 0 ? bytes.length : end + 1
  }
  const levels = new Uint8Array(starts.length)
  starts.forEach((at, i) => {
    const end = Math.min(starts[i + 1] ?? bytes.length, at + headChars)
    levels[i] = levelCode(bytes.toString('latin1', at, end).trimEnd())
  })
  return { start, bytes: bytes.length, lineStarts: Uint32Array.from(starts), levels }
}

/** How many rows of a piece are shown. */
export const shownCount = (piece: LogPiece): number => piece.shown?.length ?? piece.lineStarts.length

/** The line at a place among those of the piece that are shown. */
export const lineAt = (piece: LogPiece, place: number): number => piece.shown?.[place] ?? place

/** The place of the first line shown that is `line` or after it. */
export function placeIn(piece: LogPiece, line: number): number {
  if (!piece.shown) return Math.min(line, piece.lineStarts.length)
  const at = piece.shown.findIndex((each) => each >= line)
  return at < 0 ? piece.shown.length : at
}

/** Shows the lines of at least that level, and those without one; 0 shows all. */
export function filterPiece(piece: LogPiece, least: number): void {
  piece.hits = undefined
  piece.shown = undefined
  if (least <= 1) return
  const shown: number[] = []
  piece.levels.forEach((level, line) => {
    if (level === 0 || level >= least) shown.push(line)
  })
  piece.shown = Uint32Array.from(shown)
}

/** The texts of some lines of a piece, from its bytes; without their newlines. */
export function textsOf(piece: LogPiece, bytes: Buffer, lines: Iterable<number>): string[] {
  return Array.from(lines, (line) => {
    const end = (piece.lineStarts[line + 1] ?? piece.bytes) - 1
    return bytes.toString('utf8', piece.lineStarts[line] ?? 0, end).replace(/\r$/, '')
  })
}
