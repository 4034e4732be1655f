import type {
  ChangeAccount,
  ChangeKind,
  ChangeOperation,
  ChangePlan,
} from '../../../../shared/contract/changes'
import { bytesToText } from '../../../../shared/etcd/key'
import type { ChangeSubject } from '../../../stores/changes'
import { formatBytes, formatCount, formatCountOf } from '../../../ui/format'

interface Words {
  readonly verb: string
  readonly doing: string
  readonly done: string
}

const words: Readonly<Record<ChangeKind, Words>> = {
  delete: { verb: 'Delete', doing: 'Deleting', done: 'Deleted' },
  rename: { verb: 'Rename', doing: 'Renaming', done: 'Renamed' },
  move: { verb: 'Move', doing: 'Moving', done: 'Moved' },
  duplicate: { verb: 'Duplicate', doing: 'Duplicating', done: 'Duplicated' },
  putBack: { verb: 'Put back', doing: 'Putting back', done: 'Put back' },
}

export const wordsOf = (kind: ChangeKind): Words => words[kind]

/** The path as it is shown and typed (the folder above all keys that begin with the separator is `/`), or how many. */
export function nameOf({ rows, past }: ChangeSubject): string {
  if (past && !past.keys && past.prefix.length === 0) return 'all keys'
  const [first] = rows
  if (rows.length === 1 && first) return bytesToText(first.path) || '/'
  return past ? formatCountOf(rows.length, 'key') : `${rows.length} selected rows`
}

/** True when it is all that is below one folder. */
export const isFolder = ({ rows }: ChangeSubject) => rows.length === 1 && (rows[0]?.isFolder ?? false)

/** True for what needs no target: its dry run begins at once. */
export const asksNothing = ({ kind }: ChangeSubject) => kind === 'delete' || kind === 'putBack'

/** `Delete folder /a`, `Rename /a/b`, `Delete 3 selected rows`, `Put /a back to revision 41`, `… from nightly.db`. */
export function titleOf(subject: ChangeSubject): string {
  const { past } = subject
  if (past?.source) return `Put ${nameOf(subject)} back from ${past.source.name}`
  if (past) return `Put ${nameOf(subject)} back to revision ${formatCount(past.revision)}`
  return `${words[subject.kind].verb} ${isFolder(subject) ? 'folder ' : ''}${nameOf(subject)}`
}

/** What a plan touches and where: `301 keys, 1.2 MiB, 2 of them with a lease, on staging (http://…).` */
export function touches(plan: ChangePlan, connectionName: string): string {
  const size = formatBytes(plan.sizeBytes)
  const leased = plan.leasedKeys > 0 ? [`${formatCountOf(plan.leasedKeys, 'key')} with a lease`] : []
  return [formatCountOf(plan.count, 'key'), size, ...leased, `on ${connectionName} (${plan.endpoint}).`].join(
    ', ',
  )
}

/** How far an operation came: `Deleted 120 of 301 keys, 181 not touched`. */
export function operationLine({ plan, account, undone, isRunning }: ChangeOperation): string {
  const { written, changed, unknown, remaining } = account
  const done = `${words[plan.kind].done} ${formatCount(written)} of ${formatCountOf(plan.count, 'key')}`
  const parts = [
    ...(isRunning ? ['Under way'] : []),
    ...(written > 0 || undone === 0 ? [done] : []),
    ...(undone > 0 ? [`put back ${formatCountOf(undone, 'key')}`] : []),
    ...(changed > 0 ? [`${formatCount(changed)} left alone`] : []),
    ...(unknown > 0 ? [`${formatCount(unknown)} without an answer`] : []),
    ...(remaining > 0 ? [`${formatCount(remaining)} not touched`] : []),
  ]
  const line = parts.join(', ')
  return line.charAt(0).toUpperCase() + line.slice(1)
}

/** What an undo did with what a change wrote. */
export const takenBack = (kind: ChangeKind) => (kind === 'putBack' ? 'Took back' : 'Put back')

/** The account in sentences, none of which is left out because it is unpleasant. */
export function accountLines(kind: ChangeKind, account: ChangeAccount, isUndo: boolean): readonly string[] {
  const done = isUndo ? takenBack(kind) : words[kind].done
  const lines = [`${done} ${formatCountOf(account.written, 'key')}.`]
  const add = (count: number, text: string) => {
    if (count > 0) lines.push(`${formatCountOf(count, 'key')} ${text}`)
  }
  add(account.changed, 'left alone: written or deleted by somebody meanwhile.')
  add(account.unknown, 'sent without an answer: look before you repeat it.')
  add(account.remaining, 'not touched.')
  add(account.withoutLease, 'back without the lease, which is gone.')
  return lines
}
