import { isVoter, votersOf } from '../../etcd/membership'
import { quorumState } from '../../etcd/quorum'
import { formatCountOf } from '../../format'
import type { Check } from '../check'
import { listNames } from '../check'

/** Whether the voters that answer are a majority, and how many more may fail. */
export const quorum: Check = {
  name: 'Quorum',
  run: ({ status }) => {
    if (status.members.length === 0) return { unchecked: 'The list of members could not be read.' }
    const voting = status.members.filter(isVoter)
    const answering = voting.filter(({ health }) => health !== 'unreachable')
    const state = quorumState({ voters: voting.length, healthy: answering.length })
    const silent = voting.filter(({ health }) => health === 'unreachable').map(({ name }) => name)
    const evidence = [
      {
        what: 'Voting members that answer',
        value: `${answering.length} of ${voting.length}, ${state.needed} are needed`,
        source: 'Status of each member',
      },
    ]
    if (!state.hasQuorum) {
      const title = `The quorum is lost: ${answering.length} of ${voting.length} voting members answer, and nothing can be written or read linearizably.`
      const advice = [
        `Start ${listNames(silent)} again, or mend the network to them: ${formatCountOf(state.lacks, 'more member')} must answer.`,
        'Serializable reads are still answered, by each member from its own data, which may be old.',
        'If the members are gone for good, a new cluster has to be restored from a snapshot.',
      ]
      return {
        findings: [{ severity: 'critical', title, evidence, advice, remedies: ['members', 'snapshot'] }],
      }
    }
    const { tolerates } = quorumState(votersOf(status.members))
    if (tolerates === 0 && voting.length > 2) {
      const title =
        'The cluster tolerates no further failure: if one more voting member fails, nothing can be written.'
      const advice = [
        `Bring back ${listNames(silent.length > 0 ? silent : ['the unhealthy members'])} before anything else is done to the cluster.`,
      ]
      return {
        findings: [{ severity: 'warning', title, evidence, advice, remedies: ['members', 'snapshot'] }],
      }
    }
    const meaning =
      tolerates === 0 ? 'no failure is tolerated' : `${formatCountOf(tolerates, 'failure')} tolerated`
    return { passed: `${answering.length} of ${voting.length} voting members answer; ${meaning}.` }
  },
}

/** An even number of voters costs one more vote and tolerates nothing more. */
export const voters: Check = {
  name: 'Number of voters',
  run: ({ status }) => {
    const { voters: count } = votersOf(status.members)
    if (count === 0) return { unchecked: 'The list of members could not be read.' }
    const evidence = [{ what: 'Voting members', value: String(count), source: 'member list' }]
    if (count % 2 === 0) {
      const title = `The cluster has ${count} voting members: it tolerates no more failures than with ${count - 1}, and more must agree on each write.`
      const advice = [
        'Add one more member (“Add member” above), or remove one: 3, 5 or 7 voting members are usual. Learners do not vote.',
      ]
      return { findings: [{ severity: 'notice', title, evidence, advice, remedies: [] }] }
    }
    if (count === 1 && !isOnThisMachine(status.members[0]?.clientUrls ?? [])) {
      const title = 'The cluster has one voting member: when it fails, nothing can be read or written.'
      const advice = ['Add two more members, each as a learner first.']
      return {
        findings: [{ severity: 'notice', title, evidence, advice, remedies: ['snapshot'] }],
      }
    }
    return { passed: `${formatCountOf(count, 'voting member')}.` }
  },
}

const loopback = /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?\/?$/

/** True for addresses that only this machine can reach. */
export function isOnThisMachine(urls: readonly string[]): boolean {
  return urls.every((url) => loopback.test(url))
}
