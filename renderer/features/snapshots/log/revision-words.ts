import type { LoggedRevision, RestoredCheck } from '../../../../shared/contract/change-log'
import { bytesToText } from '../../../../shared/etcd/key'
import { unreachable } from '../../../../shared/unreachable'
import { formatCount } from '../../../ui/format'

const namedKeys = 3

/** `Came 21/11/2026, 09:05:12: put /app/a, delete /app/b and 3 more.` */
export function revisionWords({ receivedAt, changes, changeCount }: LoggedRevision): string {
  const at = new Date(receivedAt).toLocaleString()
  if (changeCount === 0) return `The full snapshot, taken ${at}.`
  const named = changes.slice(0, namedKeys).map(({ kind, key }) => `${kind} ${bytesToText(key)}`)
  const more = changeCount - named.length
  return `Came ${at}: ${named.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}.`
}

/** How the new cluster was compared. */
export function checkWords(check: RestoredCheck): string {
  switch (check.kind) {
    case 'hash':
      return 'The live cluster answers the same HashKV at this revision: it is what it was.'
    case 'guards':
      return `${check.why} So it was not compared with the live cluster; every change was made only where its key was as the log has it.`
    default:
      return unreachable(check)
  }
}
