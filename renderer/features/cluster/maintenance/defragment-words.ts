import type {
  DefragmentMember,
  DefragmentState,
  DefragmentStep,
} from '../../../../shared/contract/maintenance'
import { formatBytes, formatMs } from '../../../ui/format'

/** A gain below this share of the file is hardly worth the pause. */
const worthShare = 0.05

/** False for a member that does not answer, and for a learner. */
export const canBeTaken = ({ failure, role }: DefragmentMember): boolean => !failure && role !== 'learner'

/** What a rewrite would give back, about; undefined where it is not known. */
export function winOf({ dbSizeBytes, dbSizeInUseBytes }: DefragmentMember): number | undefined {
  if (dbSizeBytes === undefined || dbSizeInUseBytes === undefined) return undefined
  return Math.max(0, dbSizeBytes - dbSizeInUseBytes)
}

/** True for a member that has next to nothing to give back, as far as it tells. */
export function hasLittleToWin(member: DefragmentMember): boolean {
  const win = winOf(member)
  return win !== undefined && win < worthShare * (member.dbSizeBytes ?? 0)
}

const states = {
  waiting: { text: 'waiting', tone: 'neutral' },
  moving: { text: 'moving leader', tone: 'accent' },
  defragmenting: { text: 'defragmenting', tone: 'accent' },
  checking: { text: 'checking health', tone: 'accent' },
  done: { text: 'done', tone: 'ok' },
  failed: { text: 'failed', tone: 'bad' },
  skipped: { text: 'not touched', tone: 'neutral' },
} as const satisfies Record<DefragmentStep['state'], { text: string; tone: string }>

export const stepState = ({ state }: DefragmentStep) => states[state]

/** `Won 30.4 MiB on 3 members in 2.1 s.`, and how it ended where that was early. */
export function defragmentAccount({ steps, tookMs, movedLeader, isCanceled }: DefragmentState): string {
  const rewritten = steps.filter(({ afterBytes }) => afterBytes !== undefined)
  const won = rewritten.reduce((sum, each) => sum + ((each.beforeBytes ?? 0) - (each.afterBytes ?? 0)), 0)
  const count = rewritten.length === 1 ? '1 member' : `${rewritten.length} members`
  const lead = movedLeader ? ` Leadership went from ${movedLeader.from} to ${movedLeader.to}.` : ''
  const end = isCanceled ? ' Canceled: the others were not touched.' : ''
  if (rewritten.length === 0) return `No member was defragmented.${lead}${end}`
  return `Won ${formatBytes(Math.max(0, won))} on ${count} in ${formatMs(tookMs)}.${lead}${end}`
}
