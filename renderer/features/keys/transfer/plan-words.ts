import type {
  KeySelection,
  PlannedKind,
  TransferAccount,
  TransferPlan,
} from '../../../../shared/contract/transfer'
import { formatBytes, formatCount, formatCountOf } from '../../../ui/format'

/** What goes out, where it was chosen in the tree: `2 chosen keys and 1 folder`. */
export function selectionInWords(selection: KeySelection): string | undefined {
  if (selection.kind === 'prefix') return undefined
  const { keys } = selection
  const folders = selection.kind === 'several' ? selection.prefixes.length : 0
  const parts = [
    ...(keys.length > 0 ? [formatCountOf(keys.length, 'chosen key')] : []),
    ...(folders > 0 ? [formatCountOf(folders, 'folder')] : []),
  ]
  return parts.join(' and ')
}

/** What the dry run calls a kind of key, and what that means. */
export const kindWords: Readonly<Record<PlannedKind, { readonly name: string; readonly meaning: string }>> = {
  added: { name: 'Added', meaning: 'Not there yet.' },
  changed: { name: 'Changed', meaning: 'There with another value, and not written since the export.' },
  same: { name: 'Same', meaning: 'There as it would be written: nothing to do.' },
  conflicting: {
    name: 'Conflicting',
    meaning: 'There with another value that somebody wrote since, or that belongs to another cluster.',
  },
}

/** The dry run in a sentence. */
export function planInWords({ keys, bytes, leases }: TransferPlan): string {
  const parts = [`${formatCountOf(keys, 'key')}, ${formatBytes(bytes)}.`]
  if (leases.attached > 0)
    parts.push(`${formatCountOf(leases.attached, 'key')} with the lease attached again.`)
  if (leases.dropped > 0) parts.push(`${formatCountOf(leases.dropped, 'key')} without the lease they had.`)
  return parts.join(' ')
}

/** What was done, in sentences that add up to the plan's count. */
export function accountInWords(account: TransferAccount): readonly string[] {
  const { added, overwritten, deleted, same, skipped, overtaken, unknown, remaining, revision } = account
  const at = revision === undefined ? '' : `, up to revision ${formatCount(revision)}`
  const gone = deleted > 0 ? `, ${formatCount(deleted)} deleted` : ''
  const lines = [`${formatCount(added)} added, ${formatCount(overwritten)} overwritten${gone}${at}.`]
  if (same > 0) lines.push(`${formatCountOf(same, 'key')} held the value already.`)
  if (skipped > 0) lines.push(`${formatCountOf(skipped, 'key')} left alone, as chosen.`)
  if (overtaken > 0)
    lines.push(`${formatCountOf(overtaken, 'key')} left alone: somebody wrote them after the dry run.`)
  if (unknown > 0)
    lines.push(`${formatCountOf(unknown, 'key')} sent, and it is not known whether they were written.`)
  if (remaining > 0) lines.push(`${formatCountOf(remaining, 'key')} not reached.`)
  if (account.backupFile) lines.push(`Backup of the target before: ${account.backupFile}`)
  return lines
}
