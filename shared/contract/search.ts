import { oc } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'
import { anyBytes, connectionId, revision } from './fields'

/** One value that matches. `excerpt` is the text around the first match, cut to some 120 characters. */
export interface ValueHit {
  readonly key: Uint8Array
  readonly modRevision: bigint
  readonly excerpt: string
}

/** How a search in values stands. `hits` are the new ones since the last row. */
export interface ValueSearchRow {
  readonly revision: bigint
  readonly searchedKeys: number
  readonly searchedBytes: number
  readonly totalKeys: number
  readonly hits: readonly ValueHit[]
  /** Values that match so far, shown or not: after `maxHits` they are only counted. */
  readonly matches: number
  readonly isDone: boolean
}

/** More hits than this are counted and not sent. */
export const maxValueHits = 1_000

export const searchContract = {
  /**
   * Looks into every value below a prefix at one revision (`revision`, else the newest), reading only as fast as its reader asks; leaving the
   * stream cancels it. Text is compared as UTF-8, case aside unless it holds capitals; Kubernetes objects are searched
   * as the fields that they hold, but for the data of Secrets. Fails with `invalid` (field
   * `text`) for a wrong regular expression and for one that takes too long, `invalid` (field `revision`) for a revision
   * that is not there yet, `compacted` when the revision is gone or goes meanwhile.
   */
  values: oc
    .input(
      z.object({
        connectionId,
        prefix: anyBytes,
        text: z.string().min(1).max(1_000),
        mode: z.enum(['substring', 'regex']),
        revision: revision.optional(),
      }),
    )
    .output(pulled<ValueSearchRow>()),
}
