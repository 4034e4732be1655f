import type { FieldChange, KeyRevision } from '../../../shared/contract/history'
import { formatBytes, formatCount } from '../../ui/format'

const longest = 60

/** A value in one line, cut off where it is long. */
function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

/** `spec.replicas 3 → 4`, `labels.tier added`, `on → off` where the whole value is meant. */
function describeField({ path, before, after }: FieldChange): string {
  if (path === '') return `${short(before ?? '')} → ${short(after ?? '')}`
  if (before === undefined) return `${path} added`
  if (after === undefined) return `${path} removed`
  return `${path} ${short(before)} → ${short(after)}`
}

/** What a revision changed, in one line. `hasOlder`: there is a life of the key before this one. */
export function describeChange({ summary }: Pick<KeyRevision, 'summary'>, hasOlder: boolean): string {
  switch (summary.kind) {
    case 'created':
      return hasOlder ? 'created again' : 'created'
    case 'deleted':
      return 'deleted'
    case 'same':
      return 'written again, the same value'
    case 'unseen':
      return 'the version before is compacted'
    case 'lines':
      return `lines +${formatCount(summary.added)} −${formatCount(summary.removed)}`
    case 'bytes':
      return summary.before === summary.after
        ? `${formatBytes(summary.after)} of other bytes`
        : `${formatBytes(summary.before)} → ${formatBytes(summary.after)}`
    case 'fields': {
      const [first] = summary.fields
      if (!first) return `${formatCount(summary.count)} fields changed`
      const more = summary.count > 1 ? `, ${formatCount(summary.count - 1)} more` : ''
      return describeField(first) + more
    }
  }
}

/** The same over several lines, with all that is known: for a tooltip. */
export function describeInFull(row: KeyRevision, hasOlder: boolean): string {
  const { summary } = row
  if (summary.kind !== 'fields' || summary.fields.length === 0) return describeChange(row, hasOlder)
  const lines = summary.fields.map(describeField)
  const rest = summary.count - lines.length
  return rest > 0 ? [...lines, `and ${formatCount(rest)} more`].join('\n') : lines.join('\n')
}
