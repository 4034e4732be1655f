import {
  maxKnownKeys,
  type PanelActivity,
  type PanelGap,
  type PanelSpec,
  type PanelState,
} from '../../../shared/contract/panels'
import { bytesToText } from '../../../shared/etcd/key'
import { formatBytes, formatCount, formatCountOf } from '../../ui/format'

type Tone = 'ok' | 'warn' | 'bad' | 'neutral'

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** `14:03:59`, of milliseconds since 1970. */
export function timeOfDay(unixMs: number): string {
  return time.format(unixMs)
}

/** What is watched, as keys are shown: a key, a prefix, or both ends of a range. */
export function nameOfPanel({ kind, key, rangeEnd }: PanelSpec): string {
  if (kind !== 'range') return key.length === 0 ? 'all keys' : bytesToText(key)
  const isToEnd = rangeEnd?.length === 1 && rangeEnd[0] === 0
  return `[${bytesToText(key)}, ${isToEnd ? 'the end' : bytesToText(rangeEnd ?? new Uint8Array())})`
}

/** What is left out, in a word or two; undefined where nothing is. */
export function kindsOfPanel({ filters }: PanelSpec): string | undefined {
  if (filters.includes('noDelete')) return 'puts only'
  return filters.includes('noPut') ? 'deletes only' : undefined
}

/** Events in the last second that is over: the one under way is not full yet. */
export function ratePerSecond(perSecond: readonly number[]): number {
  return perSecond.at(-2) ?? 0
}

/** What a panel's dot says. */
export function toneOf(
  activity: PanelActivity,
  hasNote: boolean,
): { readonly tone: Tone; readonly label: string } {
  switch (activity.kind) {
    case 'starting':
      return { tone: 'neutral', label: 'Starting' }
    case 'live':
      return { tone: hasNote ? 'warn' : 'ok', label: 'Live' }
    case 'interrupted':
      return { tone: 'warn', label: 'Interrupted' }
    case 'paused':
      return { tone: activity.isFull ? 'bad' : 'neutral', label: 'Paused' }
    case 'ended':
      return { tone: 'bad', label: 'Ended' }
  }
}

/** What it means that a paused panel's room is used up. */
export const fullWords =
  'The room for a pause is used up: the watch stands still and etcd keeps what comes, as long as it is not compacted. ' +
  'When resumed, all that is held is shown, and the oldest rows go as the rest comes.'

/** What a panel does now, in one line. */
export function lineOf({ activity, startedAt, perSecond }: PanelState): string {
  const from = `from rev ${formatCount(startedAt)}`
  switch (activity.kind) {
    case 'starting':
      return `${from} · starting`
    case 'live':
      return `${from} · ${formatCountOf(ratePerSecond(perSecond), 'event')}/s`
    case 'interrupted':
      return `${from} · interrupted, goes on by itself: ${activity.failure.message}`
    case 'paused': {
      const held = `${formatCountOf(activity.held, 'event')} held, ${formatBytes(activity.heldBytes)}`
      return activity.isFull ? `Paused · ${held}: full` : `Paused · ${held}`
    }
    case 'ended':
      return `Ended: ${activity.failure.message}`
  }
}

/** The same with all that is known: for a tooltip. */
export function lineInFull(state: PanelState): string {
  const { puts, deletes, lost } = state.events
  const since = `${formatCountOf(puts, 'put')} and ${formatCountOf(deletes, 'delete')} since it was opened`
  return [
    lineOf(state),
    state.endpoint && `at ${state.endpoint}`,
    state.revision !== undefined && `everything up to revision ${formatCount(state.revision)} was seen`,
    since,
    lost > 0 && `${formatCountOf(lost, 'revision')} hidden by compaction`,
  ]
    .filter(Boolean)
    .join('\n')
}

/** `3 added, 2 changed, 1 deleted`, or that nothing differs. */
export function gapCounts({ counts, isListed }: PanelGap): string {
  const parts = (['added', 'changed', 'deleted'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatCount(counts[kind])} ${kind}`)
  const text = parts.length === 0 ? 'no key differs' : parts.join(', ')
  return isListed ? text : `${text}; which were deleted is not known`
}

/** Why a panel did not know all keys on the near side of a gap, and how its keys are counted then. */
export function unlistedWords({ filters }: PanelSpec): string {
  const why =
    filters.length > 0
      ? 'it does not see every event'
      : `there were more than ${formatCount(maxKnownKeys)} of them`
  return (
    `The panel did not know all keys before the gap, as ${why}: a key that was written in it counts as added when it was ` +
    'created in it, also if it had been deleted just before, and which keys were deleted is not known.'
  )
}

/** A gap in one line: its bounds and how many keys differ between its two sides. */
export function gapLine(gap: PanelGap): string {
  const revisions = gap.to - gap.from + 1n
  const bounds =
    revisions === 1n
      ? `revision ${formatCount(gap.from)}`
      : `revisions ${formatCount(gap.from)} to ${formatCount(gap.to)}`
  return `Gap: ${bounds} compacted before they were seen · ${gapCounts(gap)}`
}
