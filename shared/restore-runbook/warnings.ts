import { faultTolerance, quorumSize } from '../etcd/quorum'
import { formatCount } from '../format'
import { canBump } from './problems'
import type { RunbookInput } from './input'
import type { RunbookPlan } from './plan'

/** What so many members mean, where it is not what one would expect. */
export function countNote(count: number): string | undefined {
  if (count === 1) return 'One member survives no failure. Others are added one by one when it runs.'
  if (count === 2)
    return 'Two members are worse than one: both must work for anything to be written, so either’s failure stops all. Restore one or three.'
  if (count > 0 && count % 2 === 0)
    return `${count} members survive ${faultTolerance(count)} failure${faultTolerance(count) === 1 ? '' : 's'}, no more than ${count - 1}: ${quorumSize(count)} must agree.`
  return count > 7 ? `${count} members make every write slow: etcd advises 5, at most 7.` : undefined
}

/** Why revisions cannot be raised with these tools; undefined where they can. */
export function whyNoBump(members: RunbookInput['members']): string | undefined {
  const without = members.filter((member) => !canBump(member))
  if (without.length === 0) return undefined
  const unsure = without.some(({ version }) => /^v?\d+\.\d+$/.test(version.trim()))
  return unsure
    ? 'Tools know it from 3.4.27 and 3.5.10 on: give the versions whole, such as 3.5.16.'
    : 'Not all of these tools know it: it is there from 3.4.27 and 3.5.10 on. Newer tools of the same minor version can restore for the older etcd.'
}

/** What is to be known before the first step. */
export function warningsOf(plan: RunbookPlan): readonly string[] {
  const { file, members, bumpBy, isKubernetes } = plan
  const minors = [...new Set(members.map(({ minor }) => minor))]
  const found = [
    `Everything that was written after revision ${formatCount(file.revision)} is lost with this, and the cluster gets a new id.`,
    countNote(members.length),
    minors.length > 1
      ? `The members’ etcd differ (${minors.join(', ')}): better restore all with one minor version, and upgrade afterwards.`
      : undefined,
    isKubernetes && bumpBy === undefined
      ? 'The content is Kubernetes, and revisions go back: informers then show stale objects until they are restarted. --bump-revision with --mark-compacted avoids it (tools from 3.4.27 and 3.5.10 on).'
      : undefined,
    `${members.map(({ scriptName }) => scriptName).join(', ')}: a script for each machine that does the same step by step, and first says what it would do with --dry-run.`,
    'Leases begin anew with their whole time; keys on them are deleted when nobody renews them.',
  ]
  return found.flatMap((each) => (each === undefined ? [] : [each]))
}
