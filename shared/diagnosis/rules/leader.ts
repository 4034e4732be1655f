import type { LeaderSpell } from '../../contract/cluster'
import { formatMs } from '../../format'
import type { Check } from '../check'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Leadership that moves more often than this does so for a reason. */
const oftenInHour = 3
const oftenInDay = 10

/** How often another member began to lead since a time, as it was seen. */
function changesSince(leaders: readonly LeaderSpell[], sinceMs: number): number {
  const seen = leaders.filter((spell) => spell.memberId !== undefined)
  return seen.filter((spell, at) => spell.sinceMs >= sinceMs && at < seen.length - 1).length
}

/** Whether somebody leads. */
export const leader: Check = {
  name: 'Leader',
  run: ({ status, metrics, nowMs }) => {
    const { leaderId, raftTerm, members } = status
    const leads = metrics?.members.find(({ isLeader }) => isLeader)
    if (leaderId === undefined && leads && members.some(({ hidden }) => hidden))
      return { passed: `${leads.name} leads, as its metrics say.` }
    if (members.every(({ version }) => version === undefined))
      return { unchecked: 'No member tells who leads: none answers, or its status is hidden from this user.' }
    const name = members.find(({ id }) => id === leaderId)?.name
    if (leaderId !== undefined) return { passed: `Members follow ${name ?? leaderId} in term ${raftTerm}.` }
    const [now] = status.leaders
    const evidence = [
      { what: 'Leader', value: 'none', source: 'Status of the members that answer' },
      ...(now && now.memberId === undefined
        ? [
            {
              what: 'Without a leader',
              value: `for ${formatMs(nowMs - now.sinceMs)} at least`,
              source: 'as seen by etcdesk',
            },
          ]
        : []),
    ]
    return {
      findings: [
        {
          severity: 'critical',
          title:
            'The cluster has no leader: nothing can be written, and linearizable reads are not answered.',
          evidence,
          advice: [
            'An election takes one or two seconds. If it does not end, too few members reach each other: start those that do not run, and check the network between their peer URLs.',
          ],
          remedies: ['members'],
        },
      ],
    }
  },
}

/** Whether leadership stays where it is. */
export const elections: Check = {
  name: 'Leader changes',
  run: ({ status, metrics, nowMs }) => {
    const inHour = changesSince(status.leaders, nowMs - hourMs)
    const inDay = Math.max(metrics?.leaderChangesInDay ?? 0, changesSince(status.leaders, nowMs - dayMs))
    const evidence = [
      { what: 'Changes in the last hour', value: String(inHour), source: 'as seen by etcdesk' },
      {
        what: 'Changes in the last 24 hours',
        value: String(inDay),
        source: 'etcd_server_leader_changes_seen_total',
      },
    ]
    if (inHour < oftenInHour && inDay < oftenInDay)
      return { passed: `${inDay} in the last 24 hours, as far as it was seen.` }
    return {
      findings: [
        {
          severity: 'warning',
          title: `The leader changes often: ${inHour >= oftenInHour ? `${inHour} times in the last hour` : `${inDay} times in the last 24 hours`}.`,
          evidence,
          advice: [
            'Each change stops writes for about a second. Usual reasons: a slow disk (WAL fsync), a slow network between members, a machine without CPU to spare.',
            'Across distant places raise --heartbeat-interval to the round trip between members, and --election-timeout to ten times that.',
          ],
          remedies: [],
        },
      ],
    }
  },
}
