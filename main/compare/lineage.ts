import type { ComparedBy } from '../../shared/contract/compare'

/** What is known of where a side's keys come from. */
export interface Origin {
  readonly connectionId: string
  /** All zeros where nobody knows. */
  readonly clusterId: string
  readonly endpoints: readonly string[]
}

/**
 * Whether equal revisions of a key mean equal values: only where both sides are certainly one store, the same
 * connection or the same cluster at the same address. A cluster's id is no proof by itself: one that was restored with the
 * token and the URLs it had keeps it, goes on from the snapshot's revision, and writes other values at the same revisions.
 * For the same reason a snapshot file is compared by values.
 */
export function comparedBy(left: Origin, right: Origin): ComparedBy {
  if (left.connectionId === right.connectionId) return 'revisions'
  const isKnown = /[^0]/.test(left.clusterId) && left.clusterId === right.clusterId
  const isReachedAlike = left.endpoints.some((each) => right.endpoints.includes(each))
  return isKnown && isReachedAlike ? 'revisions' : 'values'
}
