import type {
  ChangeLogState,
  LogActivity,
  LogGapCause,
  LogGeneration,
} from '../../../../shared/contract/change-log'
import { unreachable } from '../../../../shared/unreachable'
import { formatBytes, formatCount, formatCountOf } from '../../../ui/format'

/** What a log does now (off: nothing), in a word with its tone. */
export function activityBadge(activity: LogActivity | undefined): {
  readonly tone: 'ok' | 'accent' | 'warn' | 'neutral'
  readonly text: string
} {
  if (!activity) return { tone: 'neutral', text: 'off' }
  switch (activity.kind) {
    case 'live':
      return { tone: 'ok', text: 'live' }
    case 'saving':
      return { tone: 'accent', text: 'saving the full snapshot' }
    case 'starting':
      return { tone: 'accent', text: 'starting' }
    case 'interrupted':
      return { tone: 'warn', text: 'interrupted' }
    default:
      return unreachable(activity)
  }
}

const causes: Record<LogGapCause, string> = {
  compacted: 'they were compacted before the log had read them',
  otherCluster: 'another cluster answers at the addresses of this connection',
  wentBack: 'the store went back to an earlier revision, so it was restored',
  replaced: 'the store does not have what the log last read, so it was restored',
  skipped: 'etcd left a revision out',
  damaged: 'the files of the log are damaged',
}

/** A stretch that can be restored, or what is missing before the next one. */
export type CoverageRow =
  | {
      readonly kind: 'covered'
      readonly generation: LogGeneration
      readonly range: string
      readonly facts: string
    }
  | { readonly kind: 'gap'; readonly id: number; readonly text: string }

/** Newest first: what can be restored, and the gaps between. */
export function coverageOf({ generations }: Pick<ChangeLogState, 'generations'>): readonly CoverageRow[] {
  return generations
    .flatMap((generation, i): CoverageRow[] => {
      const gap = gapBefore(generation, generations[i - 1])
      return [
        ...(gap === undefined ? [] : [{ kind: 'gap' as const, id: generation.id, text: gap }]),
        { kind: 'covered', generation, range: rangeWords(generation), facts: generationFacts(generation) },
      ]
    })
    .reverse()
}

function gapBefore({ gap, revision }: LogGeneration, before: LogGeneration | undefined): string | undefined {
  const from = gap?.from ?? (before && before.toRevision + 1n)
  if (from === undefined || (!gap && from >= revision)) return undefined
  const cause = gap ? causes[gap.cause] : 'etcdesk was ended while it took the next full snapshot'
  const lost =
    from < revision ? `Revisions ${formatCount(from)} to ${formatCount(revision - 1n)}` : 'What came'
  const after = from < revision ? '' : ` after revision ${formatCount(from - 1n)}`
  return `${lost}${after} cannot be restored: ${cause}.`
}

function rangeWords({ revision, toRevision }: LogGeneration): string {
  return revision === toRevision
    ? formatCount(revision)
    : `${formatCount(revision)} to ${formatCount(toRevision)}`
}

function generationFacts({ fullBytes, logBytes, events }: LogGeneration): string {
  return `full ${formatBytes(fullBytes)} · log ${formatBytes(logBytes)}, ${formatCountOf(events, 'change')}`
}

/** `34.1 MiB of 1 GiB`. */
export function roomWords({ generations, maxBytes }: ChangeLogState): string {
  const used = generations.reduce((sum, { fullBytes, logBytes }) => sum + fullBytes + logBytes, 0)
  return `${formatBytes(used)} of ${formatBytes(maxBytes)}`
}
