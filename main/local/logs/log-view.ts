import { randomUUID } from 'node:crypto'
import {
  maxLineChars,
  type LogAnchor,
  type LogHit,
  type LogQuery,
  type LogRow,
  type LogRows,
  type LogState,
} from '../../../shared/contract/local-logs'
import { logLevels, parseLogLine, type LogLevel } from '../../../shared/etcd/log-line'
import { toFailure, type Failure } from '../../../shared/failure'
import { Latest } from '../../latest'
import { withinTime } from '../../search/time-limit'
import { lineMatcher, type LineMatcher } from './line-matcher'
import { textsOf } from './log-piece'
import { LogPieces, type PieceRun } from './log-pieces'
import { LogReader } from './log-reader'

const nextWaitMs = 2_000
const pollMs = 200
/** So long it works before it tells how far it is. */
const workMs = 50
/** A piece is looked through in some milliseconds; nothing else runs meanwhile. */
const pieceMs = 250
const maxRows = 1_000

export interface RowsWanted {
  readonly anchor: LogAnchor
  readonly before: number
  readonly after: number
}

/** One look at a member's log: what was read of it, what is shown of that, and what is found in it. */
export class LogView {
  readonly id = randomUUID()
  readonly #version = new Latest(0)
  #match?: LineMatcher
  #failure?: Failure

  private constructor(
    private readonly pieces: LogPieces,
    private readonly reader: LogReader,
  ) {}

  /** Resolves when the end of the log was read. A log that is not there is empty, and is read when it comes. */
  static async open(path: string): Promise<LogView> {
    const pieces = new LogPieces()
    return new LogView(pieces, await LogReader.open(path, pieces))
  }

  get state(): LogState {
    const { pieces, reader } = this
    const counts = logLevels.map((level, i) => [level, pieces.levels[i + 1] ?? 0])
    return {
      view: this.id,
      version: this.#version.value,
      generation: reader.generation,
      lines: pieces.lines,
      levels: Object.fromEntries(counts) as Record<LogLevel, number>,
      shown: pieces.shown,
      bytesRead: reader.bytesRead,
      totalBytes: reader.file.bytes,
      isWhole: reader.isWhole,
      isCut: reader.isCut,
      search: this.#match && {
        hits: pieces.hits,
        isWhole: pieces.unsearched() === undefined && (reader.isWhole || reader.isCut),
        failure: this.#failure,
      },
    }
  }

  /**
   * The state now and with each change; the log is read while somebody reads this, a piece at a time. Ends without an
   * error when the signal aborts.
   */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly [LogState], void, void> {
    for (let told = -1; !signal.aborted;) {
      const isDone = told >= 0 ? await this.#work(signal) : false
      const version = this.#version.value
      if (version !== told) yield [this.state]
      told = version
      if (isDone && version === this.#version.value) await this.#version.changed(signal, pollMs)
    }
  }

  /** Sets what is shown and looked for; `invalid` (field `text`) for a wrong regular expression. */
  look(level: LogLevel | undefined, query: LogQuery | undefined): void {
    this.#match = query && lineMatcher(query)
    this.#failure = undefined
    this.pieces.filter(level === undefined ? 0 : logLevels.indexOf(level) + 1)
    this.#changed()
  }

  /** The rows around a place; see the contract's `rows`. */
  async rows({ anchor, before, after }: RowsWanted): Promise<LogRows> {
    const { pieces, reader } = this
    const shown = pieces.shown
    const place =
      anchor === 'end' ? shown : 'row' in anchor ? pieces.placeOf(anchor.row) : Math.min(anchor.place, shown)
    const from = Math.max(0, place - before)
    const runs = pieces.runs(from, Math.min(place + after, from + maxRows))
    const head = { version: this.#version.value, generation: reader.generation, from, shown }
    // Begun anew: its rows come with the next state.
    if (!(await reader.file.grow())) return { ...head, rows: [] }
    const rows = await Promise.all(runs.map((run) => this.#read(run)))
    return { ...head, rows: rows.flat() }
  }

  /**
   * The next hit from a row on. A piece that grew is looked through anew, which is waited for (two seconds at most): its
   * hits are told before and after, and are there all the time for who reads.
   */
  async next(row: number | undefined, backwards: boolean): Promise<LogHit | undefined> {
    const deadline = performance.now() + nextWaitMs
    for (;;) {
      const hit = this.pieces.next(row, backwards)
      const isSearching = this.#match !== undefined && this.pieces.unsearched() !== undefined
      if (hit || !isSearching || this.#failure || performance.now() >= deadline) return hit
      await this.#version.changed(undefined, pollMs)
    }
  }

  placeOf(row: number): number {
    return this.pieces.placeOf(row)
  }

  /** Works for a while; true when there is nothing left to do. */
  async #work(signal: AbortSignal): Promise<boolean> {
    const until = performance.now() + workMs
    while (!signal.aborted && performance.now() < until) {
      const isMore = (await this.reader.look()) || (await this.#search()) || (await this.reader.readOlder())
      if (!isMore) return true
      this.#changed()
    }
    return false
  }

  async #search(): Promise<boolean> {
    const match = this.#match
    const piece = match && this.pieces.unsearched()
    if (!piece || this.#failure) return false
    const bytes = await this.reader.file.read(piece.start, piece.start + piece.bytes)
    const lines = piece.shown ?? piece.lineStarts.keys()
    const at = [...lines]
    const texts = textsOf(piece, bytes, at)
    let found: number[] = []
    try {
      withinTime(pieceMs, () => {
        found = at.filter((_, i) => match((texts[i] ?? '').slice(0, maxLineChars)))
      })
      // Something else may have been asked for while the file was read.
      if (match === this.#match) piece.hits = Uint32Array.from(found)
    } catch (error) {
      this.#failure = toFailure(error)
    }
    return true
  }

  async #read({ piece, lines }: PieceRun): Promise<LogRow[]> {
    const first = piece.lineStarts[lines[0] ?? 0] ?? 0
    const last = piece.lineStarts[(lines.at(-1) ?? 0) + 1] ?? piece.bytes
    const bytes = await this.reader.file.read(piece.start + first, piece.start + last)
    const hits = new Set(piece.hits)
    return lines.map((line) => {
      const start = piece.lineStarts[line] ?? 0
      const end = (piece.lineStarts[line + 1] ?? piece.bytes) - 1
      const whole = bytes.toString('utf8', start - first, end - first).replace(/\r$/, '')
      const raw = whole.slice(0, maxLineChars)
      return { ...parseLogLine(whole), row: piece.start + start, raw, isHit: hits.has(line) }
    })
  }

  #changed(): void {
    this.#version.set(this.#version.value + 1)
  }
}
