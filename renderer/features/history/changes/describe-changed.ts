import type { ChangeCounts, ChangedKey } from '../../../../shared/contract/history'
import { formatBytes, formatCount } from '../../../ui/format'

type Kind = ChangedKey['kind']

/** How a kind of change is drawn: a sign and a tone; its name is the kind itself. */
export const signs: Readonly<Record<Kind, { readonly sign: string; readonly tone: 'ok' | 'warn' | 'bad' }>> =
  {
    added: { sign: '+', tone: 'ok' },
    changed: { sign: '~', tone: 'warn' },
    deleted: { sign: '−', tone: 'bad' },
  }

export const kinds: readonly Kind[] = ['added', 'changed', 'deleted']

/** What the kinds are called between two revisions. */
export const kindWords: Readonly<Record<Kind, string>> = {
  added: 'added',
  changed: 'changed',
  deleted: 'deleted',
}

/** How many keys differ in all. */
export const totalOf = ({ added, changed, deleted }: ChangeCounts): number => added + changed + deleted

type Side = NonNullable<ChangedKey['before']>

const revisionOf = (side: Side) => `rev ${formatCount(side.modRevision)}`

/** Which revisions a key stood at on either side: `rev 41 → rev 57`, with its size where it is known. */
export function describeSides({ before, after }: ChangedKey): string {
  const last = after ?? before
  const revisions = [before, after].filter((side) => side !== undefined).map(revisionOf)
  const size = last?.sizeBytes === undefined ? [] : [formatBytes(last.sizeBytes)]
  return [revisions.join(' → '), ...size].join(' · ')
}
