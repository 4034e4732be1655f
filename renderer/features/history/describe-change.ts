import type { FieldChange, KeyRevision } from '../../../shared/contract/history'
import { formatBytes, formatCount } from '../../ui/format'

const longestValue = 60
const longestPath = 24

/** A value in one line, cut off where it is long. */
function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > longestValue ? `${line.slice(0, longestValue)}…` : line
}

/** The end of a path, which says most: `containers[web].image`. */
function endOf(path: string): string {
  const names = path.match(/(?:[^.[]|\[[^\]]*\])+/g) ?? [path]
  let end = names.at(-1) ?? path
  for (const name of names.slice(0, -1).reverse()) {
    if (end.length + name.length >= longestPath) break
    end = `${name}.${end}`
  }
  return end
}

/** Two values without the beginning they share up to a sign: of two images the versions. */
function apart(before: string, after: string): readonly [string, string] {
  let at = 0
  while (at < before.length && before[at] === after[at]) at++
  const shared = /^.*[/:@ ]/s.exec(before.slice(0, at))?.[0].length ?? 0
  return shared < 8 ? [before, after] : [before.slice(shared), after.slice(shared)]
}

/** `spec.replicas 3 → 4`, `labels.tier added`, `on → off` where the whole value is meant. */
function describeField({ path, before, after }: FieldChange): string {
  const name = path === '' ? '' : `${path} `
  if (before === undefined) return `${name}added`
  if (after === undefined) return `${name}removed`
  return `${name}${short(before)} → ${short(after)}`
}

/** The same in short: the end of the path, and what differs. */
function describeBriefly({ path, before, after }: FieldChange): string {
  const [was, is] = before === undefined || after === undefined ? [before, after] : apart(before, after)
  return describeField({ path: endOf(path), before: was, after: is })
}

/** What a revision changed first of all, in one line. `hasOlder`: there is a life of the key before this one. */
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
      return describeBriefly(first)
    }
  }
}

/** `+2 more` where more fields changed than the one that {@link describeChange} names. */
export function moreChanges({ summary }: Pick<KeyRevision, 'summary'>): string | undefined {
  return summary.kind === 'fields' && summary.fields.length > 0 && summary.count > 1
    ? `+${formatCount(summary.count - 1)} more`
    : undefined
}

/** What a revision changed over several lines, with all that is known: for a tooltip. */
export function describeInFull(row: KeyRevision, hasOlder: boolean): string {
  const { summary } = row
  if (summary.kind !== 'fields' || summary.fields.length === 0) return describeChange(row, hasOlder)
  const lines = summary.fields.map(describeField)
  const rest = summary.count - lines.length
  return rest > 0 ? [...lines, `and ${formatCount(rest)} more`].join('\n') : lines.join('\n')
}
