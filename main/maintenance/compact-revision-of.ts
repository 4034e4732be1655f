import type { CompactTarget } from '../../shared/contract/maintenance'
import { fail } from '../../shared/failure'
import type { TimePoint } from '../history/revision-times'

/** Where a store stands, and what is known of when it came to which revision (rising). */
export interface CompactWindow {
  readonly current: bigint
  /** The lowest revision that can be read: the compacted one, 1 where nothing was ever compacted. */
  readonly compactRevision: bigint
  readonly times: readonly TimePoint[]
  readonly nowMs: number
}

/** What to compact to, and since when all is kept then, where that was asked for. */
export interface CompactChoice {
  readonly revision: bigint
  readonly stoodAtMs?: number
}

const hourMs = 3_600_000

/**
 * The revision a target means in a store. Throws beside the field (`details.field`): see the contract's `compactPlan`.
 */
export function compactRevisionOf(target: CompactTarget, window: CompactWindow): CompactChoice {
  const choice = choose(target, window)
  const { current, compactRevision } = window
  const details = { field: fieldOf[target.kind], compactRevision, current }
  if (choice.revision > current)
    throw fail('invalid', `That is in the future: the store stands at revision ${current}.`, { details })
  if (choice.revision > compactRevision) return choice
  const kept = current - compactRevision + 1n
  const left = `there ${kept === 1n ? 'is 1 revision' : `are ${kept} revisions`}, from ${compactRevision} on`
  throw fail('compacted', `There is nothing to compact: ${left}.`, { details })
}

const fieldOf = { revision: 'revision', revisions: 'count', hours: 'hours' } as const

function choose(target: CompactTarget, window: CompactWindow): CompactChoice {
  const details = { field: fieldOf[target.kind] }
  switch (target.kind) {
    case 'revision':
      if (target.revision < 1n) throw fail('invalid', 'Revisions begin at 1.', { details })
      return { revision: target.revision }
    case 'revisions':
      if (target.count < 1n) throw fail('invalid', 'At least one revision is kept: the newest.', { details })
      return { revision: window.current - target.count + 1n }
    case 'hours':
      return atHours(target.hours, window)
  }
}

/** The newest revision the store was seen at no later than that: all that was made since, and what stood then, is kept. */
function atHours(hours: number, { times, nowMs }: CompactWindow): CompactChoice {
  const details = { field: 'hours' }
  if (!(hours >= 0) || !Number.isFinite(hours))
    throw fail('invalid', 'The hours are a number from 0 on.', { details })
  const seen = times.findLast((point) => point.ms <= nowMs - hours * hourMs)
  if (seen) return { revision: seen.revision, stoodAtMs: seen.ms }
  const since = times[0]?.ms
  const known =
    since === undefined
      ? 'etcdesk has not seen this store yet'
      : `etcdesk has seen this store for ${inWords(nowMs - since)} only`
  throw fail('precondition', `etcd keeps no times, and ${known}: choose a revision or a number of them.`, {
    details: { ...details, ...(since !== undefined && { sinceMs: since }) },
  })
}

function inWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return `${Math.floor(minutes / 60)} hours`
}
