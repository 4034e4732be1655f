import { lagOf } from '../../etcd/membership'
import { formatCount, formatMs } from '../../format'
import type { Check, Found } from '../check'

/** A learner that has been behind for so long does not only catch up. */
const stuckForMs = 30_000

/** Whether learners get on. */
export const learners: Check = {
  name: 'Learners',
  run: ({ status: { members }, behindSinceMs, nowMs }) => {
    const all = members.filter(({ role }) => role === 'learner')
    if (all.length === 0) return { passed: 'There are none.' }
    const findings = all.flatMap((learner): readonly Found[] => {
      const { id, name, raftAppliedIndex, isCatchingUp } = learner
      if (raftAppliedIndex === undefined) return []
      const behind = lagOf(learner, members) ?? 0n
      const sinceMs = behindSinceMs.get(id)
      const evidence = [
        {
          what: `${name} is behind by`,
          value: `${formatCount(behind)} log entries`,
          source: `Status of ${name}`,
        },
        ...(sinceMs === undefined
          ? []
          : [{ what: 'Behind', value: `for ${formatMs(nowMs - sinceMs)}`, source: 'as seen by etcdesk' }]),
      ]
      if (isCatchingUp && sinceMs !== undefined && nowMs - sinceMs >= stuckForMs)
        return [
          {
            severity: 'warning',
            title: `Learner ${name} does not catch up with the leader.`,
            evidence,
            advice: [
              'A learner gets a snapshot first, then the log. If it stays behind, the network or its disk is slower than what is written; look at its log.',
            ],
            remedies: ['members'],
          },
        ]
      if (isCatchingUp) return []
      return [
        {
          severity: 'notice',
          title: `Learner ${name} has caught up and does not vote yet.`,
          evidence,
          advice: ['Promote it, so that it counts for the quorum.'],
          remedies: ['members'],
        },
      ]
    })
    return { findings, passed: 'Learners are catching up.' }
  },
}
