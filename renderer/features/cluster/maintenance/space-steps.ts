import type { CompactAccount, DefragmentState, SpaceFacts } from '../../../../shared/contract/maintenance'

export type SpaceStepId = 'fill' | 'compact' | 'defragment' | 'check' | 'disarm'

export interface SpaceStep {
  readonly id: SpaceStepId
  readonly title: string
  readonly isDone: boolean
  /** The one to do now. */
  readonly isNext: boolean
}

export interface SpaceKnown {
  readonly space: SpaceFacts
  /** What fills it was read to the end. */
  readonly hasFill: boolean
  readonly compacted?: CompactAccount
  readonly defragmented?: DefragmentState
}

export const spaceAlarms = ({ alarms }: SpaceFacts) => alarms.filter(({ alarm }) => alarm === 'NOSPACE')

/** True when nothing of the guide is left to do: no alarm of space, and no member at its quota. */
export const isSpaceFree = (space: SpaceFacts) => spaceAlarms(space).length === 0 && space.room !== 'lacking'

/**
 * The steps out of a full database, by what is known: so they can be left, and gone on with after a restart. Looking what
 * fills it is passed over as soon as something was compacted.
 */
export function spaceSteps({ space, hasFill, compacted, defragmented }: SpaceKnown): readonly SpaceStep[] {
  const hasRoom = space.room === 'enough'
  const isCompacted = hasRoom || compacted !== undefined || space.compactRevision >= space.current
  const isRewritten =
    hasRoom || (defragmented !== undefined && !defragmented.failure && !defragmented.isCanceled)
  const steps: readonly Omit<SpaceStep, 'isNext'>[] = [
    { id: 'fill', title: 'See what fills it', isDone: hasFill || isCompacted },
    { id: 'compact', title: 'Compact what is old', isDone: isCompacted },
    { id: 'defragment', title: 'Defragment the members, one by one', isDone: isRewritten },
    // Where nobody tells a quota, there is nothing more to check.
    { id: 'check', title: 'Check the room', isDone: hasRoom || (isRewritten && space.room === 'unknown') },
    { id: 'disarm', title: 'Disarm NOSPACE', isDone: spaceAlarms(space).length === 0 },
  ]
  const next = steps.find(({ isDone }) => !isDone)
  return steps.map((step) => ({ ...step, isNext: step === next }))
}
