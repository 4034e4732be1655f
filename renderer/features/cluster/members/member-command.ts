import { etcdctlWords, serverNameHint } from '../../keys/copy-as/etcdctl-command'
import { quoteText } from '../../keys/copy-as/shell-quote'
import type { Target } from '../../keys/copy-as/target'

const command = (target: Target, words: readonly string[]) =>
  `${serverNameHint(target)}${[etcdctlWords(target), ...words].join(' ')}\n`

/** Only the leader moves leadership: the command asks its endpoint alone. */
export function moveLeaderCommand(target: Target, leaderEndpoint: string, to: string): string {
  return command({ ...target, endpoints: [leaderEndpoint] }, ['move-leader', to])
}

export function addCommand(
  target: Target,
  { name, peerUrls, isLearner }: { name: string; peerUrls: readonly string[]; isLearner: boolean },
): string {
  const urls = `--peer-urls=${quoteText(peerUrls.join(','))}`
  return command(target, ['member', 'add', quoteText(name), urls, ...(isLearner ? ['--learner'] : [])])
}

export function promoteCommand(target: Target, id: string): string {
  return command(target, ['member', 'promote', id])
}

export function removeCommand(target: Target, id: string): string {
  return command(target, ['member', 'remove', id])
}

export function updateCommand(target: Target, id: string, peerUrls: readonly string[]): string {
  return command(target, ['member', 'update', id, `--peer-urls=${quoteText(peerUrls.join(','))}`])
}
