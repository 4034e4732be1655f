import { quorumSize } from '../../../shared/etcd/quorum'
import { fail } from '../../../shared/failure'

/** What a change of the membership is judged by. */
export interface Voters {
  /** The names of the members that vote, as etcd lists them. */
  readonly names: readonly string[]
  /** The names of all members that are healthy. */
  readonly healthy: readonly string[]
}

/**
 * Refuses (`precondition`) to take a member out when the others could not agree on that, or on anything afterwards, or
 * when it is the only one. A learner has no vote, so it may always go.
 */
export function checkQuorum(leaving: string, voters: Voters): void {
  const { names, healthy } = voters
  if (!names.includes(leaving)) return
  const rest = names.filter((name) => name !== leaving)
  if (rest.length === 0)
    throw fail('precondition', `${leaving} is the only member that votes: without it there is no cluster.`)
  const answering = names.filter((name) => healthy.includes(name)).length
  const remaining = rest.filter((name) => healthy.includes(name)).length
  if (answering >= quorumSize(names.length) && remaining >= quorumSize(rest.length)) return
  const needed = answering < quorumSize(names.length) ? quorumSize(names.length) : quorumSize(rest.length)
  throw fail(
    'precondition',
    `Without ${leaving} the cluster would have no quorum: ${remaining} of the other ${rest.length} members that vote ${remaining === 1 ? 'is' : 'are'} healthy, and ${needed} must agree.`,
  )
}
