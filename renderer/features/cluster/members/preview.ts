import type { QuorumChange } from '../../../../shared/etcd/membership'
import type { QuorumState } from '../../../../shared/etcd/quorum'

/** What a change of the membership would do, as the dialog tells it before anything is sent. */
export interface Preview {
  readonly quorum?: readonly QuorumColumn[]
  readonly facts: readonly string[]
  readonly warnings: readonly string[]
  /** Why it cannot be done now. */
  readonly refusal?: string
  /** True when it would leave the cluster without a quorum: a name is typed first. */
  readonly isRisky?: boolean
}

/** A quorum at one moment of the change. */
export interface QuorumColumn {
  readonly when: string
  readonly state: QuorumState
}

/** Now and after, and what it is when the new member works, where that differs. */
export function columnsOf(
  { before, after }: QuorumChange,
  whenItRuns?: QuorumState,
): readonly QuorumColumn[] {
  const columns = [
    { when: 'Now', state: before },
    { when: 'After', state: after },
  ]
  return whenItRuns ? [...columns, { when: 'When it runs', state: whenItRuns }] : columns
}
