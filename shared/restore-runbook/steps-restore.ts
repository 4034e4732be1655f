import { formatCount } from '../format'
import { apiOf, blocksOf, longCommand, words } from './commands'
import type { PlannedMember, RunbookPlan } from './plan'
import type { RunbookStep } from './runbook'

/** What was there stays, under another name. */
export function asideStep(plan: RunbookPlan): RunbookStep {
  const move = (from: string, to: string) => `test ! -e ${words([to])} && ${words(['mv', '--', from, to])}`
  return {
    title: 'Move the old data aside',
    notes: [
      'Nothing is deleted: it is the only way back if the snapshot is not what you hoped for. Leave out a member that has no data yet.',
      'A data folder that is a mount point cannot be moved: unmount it, or move what is in it into a folder beside.',
    ],
    blocks: blocksOf(plan, ({ dataDir, dataAside, walDir, walAside }) => [
      move(dataDir, dataAside),
      ...(walDir && walAside ? [move(walDir, walAside)] : []),
    ]),
  }
}

/** Each member makes its own data folder from the file. */
export function restoreStep(plan: RunbookPlan): RunbookStep {
  const notes = [
    `Every member is restored for itself, with the same list of members and the same fresh token ${plan.token}: members and clients of the old cluster never take it for theirs.`,
    'When one fails: what it left behind is half made. Remove that folder, and nothing else, before it is done again.',
  ]
  if (plan.bumpBy !== undefined)
    notes.push(
      `--bump-revision lets revisions go on ${formatCount(plan.bumpBy)} above the file’s, so that none is ever used for two things; --mark-compacted says that all before are gone, so that watchers and caches list again.`,
    )
  return {
    title: 'Restore every member',
    notes,
    blocks: blocksOf(plan, (member) => [
      `${apiOf(member)}${longCommand([member.program, ...member.restoreArgs])}`,
    ]),
  }
}

/** The data belongs to whom etcd runs as, and to nobody else. */
export function ownerStep(plan: RunbookPlan): RunbookStep {
  const folders = ({ dataDir, walDir }: PlannedMember) => [dataDir, ...(walDir ? [walDir] : [])]
  return {
    title: 'Owner and permissions',
    notes: [
      plan.owner === ''
        ? 'The folders belong to who ran the restore: etcd must run as the same user.'
        : `etcd runs as ${plan.owner}; it does not start on a folder that it may not write.`,
      'Where SELinux enforces: restorecon -R on the same folders.',
    ],
    blocks: blocksOf(plan, (member) => [
      ...(plan.owner === '' ? [] : [words(['chown', '-R', plan.owner, '--', ...folders(member)])]),
      words(['chmod', '700', '--', ...folders(member)]),
    ]),
  }
}
