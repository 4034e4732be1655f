import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { LogLevel, LogLine } from '../etcd/log-line'
import { logLevels } from '../etcd/log-line'
import type { Failure } from '../failure'
import { pulled } from '../pulled'

/** A row holds at most so many characters of its line; the file has the rest. */
export const maxLineChars = 64 * 1024
/** So many lines of a log are looked at at most, the newest; those before are in the file only. */
export const maxLogLines = 4_000_000

/** What is looked for in a log. Case counts only with `isExact`; an expression sees one line at a time. */
export const logQuery = z.object({
  text: z.string().min(1).max(1_000),
  mode: z.enum(['substring', 'regex']),
  isExact: z.boolean().default(false),
})
export type LogQuery = z.infer<typeof logQuery>

/**
 * How far a log has been read. It is read from its end: the newest lines are there at once, older ones come in front of
 * them until `isWhole`.
 */
export interface LogState {
  /** For the other calls, while this stream is open. */
  readonly view: string
  /** Moves with every change of what is shown. */
  readonly version: number
  /** Moves when the log was begun anew (it is bounded, and its oldest part goes): rows of before are not comparable. */
  readonly generation: number
  /** Lines that were read, and how many of each level; lines of no logger have none. */
  readonly lines: number
  readonly levels: Readonly<Record<LogLevel, number>>
  /** Rows that are shown: those at least as grave as was asked for, and those without a level. */
  readonly shown: number
  readonly bytesRead: number
  readonly totalBytes: number
  readonly isWhole: boolean
  /** There are older lines than are looked at. */
  readonly isCut: boolean
  /** What was looked for: hits among the rows that are shown, so far. `failure`: the expression takes too long. */
  readonly search?: { readonly hits: number; readonly isWhole: boolean; readonly failure?: Failure }
}

/** One line. `row` tells it from all others of its generation and stays; `raw` is cut at {@link maxLineChars}. */
export interface LogRow extends LogLine {
  readonly row: number
  readonly raw: string
  readonly isHit: boolean
}

export interface LogRows {
  readonly version: number
  readonly generation: number
  /** Place of the first of the rows, and how many places there were when they were read. */
  readonly from: number
  readonly shown: number
  readonly rows: readonly LogRow[]
}

/** A hit: its row, its place among what is shown, and which hit it is, from 1. */
export interface LogHit {
  readonly row: number
  readonly place: number
  readonly index: number
}

export interface LogSaved {
  readonly kind: 'progress' | 'done'
  readonly lines: number
  readonly bytes: number
  readonly path: string
}

/** Where rows are asked for. */
export type LogAnchor = 'end' | { readonly row: number } | { readonly place: number }

const inView = z.object({ view: z.string() })

/**
 * The logs of members of local clusters, as windows of rows. A log is read while its stream is read, and followed; a view
 * ends with its stream (`notFound` afterwards). Failures: `notFound` (no such cluster or member), `invalid` (details.field
 * `text`: no regular expression), and of `save` `exists`, `precondition`, `exhausted`, `invalid` (details.field `path`).
 */
export const localLogsContract = {
  /** Opens the log of a member; its state now and with each change. */
  open: oc.input(z.object({ id: z.string().min(1), member: z.string().min(1) })).output(pulled<LogState>()),
  /** What is shown and looked for from now on: lines of at least `level` (absent: all), and a query. */
  look: oc
    .input(inView.extend({ level: z.enum(logLevels).optional(), query: logQuery.optional() }))
    .output(type<void>()),
  /**
   * The rows around a place among what is shown: the `before` rows before it and the `after` rows from it on, at most 1,000
   * in all. Places move while older lines come in front of them; the end and a row stay what they are.
   */
  rows: oc
    .input(
      inView.extend({
        anchor: z.union([z.literal('end'), z.object({ row: z.int() }), z.object({ place: z.int().min(0) })]),
        before: z.int().min(0).max(1_000),
        after: z.int().min(0).max(1_000),
      }),
    )
    .output(type<LogRows>()),
  /** The next hit after a row (`backwards`: before it); around the ends; without a row the newest one. */
  next: oc
    .input(inView.extend({ row: z.int().optional(), backwards: z.boolean() }))
    .output(type<{ hit?: LogHit }>()),
  /** Where a row is now among what is shown, or the one after it. */
  placeOf: oc.input(inView.extend({ row: z.int() })).output(type<{ place: number }>()),
  /** Writes the lines that are shown, or all, into a new file, as they are; the last batch is `done`. */
  save: oc
    .input(inView.extend({ path: z.string().min(1), shownOnly: z.boolean() }))
    .output(pulled<LogSaved>()),
}
