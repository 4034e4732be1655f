import type { MemberRow } from '../../../../shared/contract/cluster'
import { lagOf, transferees } from '../../../../shared/etcd/membership'
import { formatCount } from '../../../ui/format'
import type { Preview } from './preview'
import { type Members } from './preview-words'

/** Moving leadership to a member. */
export function previewMove({ members }: Members, to: MemberRow | undefined): Preview {
  const leader = members.find(({ role }) => role === 'leader')
  if (!leader) return { facts: [], warnings: [], refusal: 'The cluster has no leader now.' }
  if (!to || transferees(members).length === 0) {
    const refusal = 'No other voting member is healthy: nobody could lead instead.'
    return { facts: [], warnings: [], refusal }
  }
  const lag = lagOf(to, members) ?? 0n
  return {
    facts: [
      `${leader.name} hands over to ${to.name} at once, without waiting for an election. Nothing that was written is lost; a write that is under way may have to be sent again.`,
      `${to.name} is ${lag === 0n ? 'not behind' : `${formatCount(lag)} raft entries behind`}.`,
    ],
    warnings: [],
  }
}
