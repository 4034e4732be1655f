import type { ClusterStatus, MemberRow } from '../../../../shared/contract/cluster'
import { faultTolerance } from '../../../../shared/etcd/quorum'
import { failures } from '../quorum'

/** What a preview looks at. */
export type Members = Pick<ClusterStatus, 'members'>

export const noQuorum = 'The cluster has no quorum: nobody can agree to a change of its members.'

/** What an even number of voters means; undefined for an odd one. */
export function evenWords(voters: number): string | undefined {
  if (voters % 2 === 1 || voters < 2) return undefined
  return `${voters} voting members tolerate ${failures(faultTolerance(voters))}, as ${voters - 1} ${voters === 2 ? 'does' : 'do'}: an even number adds no safety.`
}

/** {@link evenWords} of a member to come. */
export function onceItVotes(voters: number, isLearner: boolean): string | undefined {
  const words = evenWords(voters)
  return isLearner && words ? `Once it is promoted, ${words}` : words
}

/** The lines that are there. */
export const compact = (lines: readonly (string | undefined | false)[]) =>
  lines.filter((line) => typeof line === 'string')

export const names = (members: readonly MemberRow[]) => members.map(({ name }) => name).join(', ')

export const versionsOf = ({ members }: Members) => members.flatMap(({ version }) => version ?? [])
