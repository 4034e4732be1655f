import { etcdctlWords, serverNameHint } from '../../keys/copy-as/etcdctl-command'
import type { Target } from '../../keys/copy-as/target'

const line = (target: Target, words: readonly string[]) => [etcdctlWords(target), ...words].join(' ')
const script = (target: Target, lines: readonly string[]) => `${serverNameHint(target)}${lines.join('\n')}\n`

export function compactCommand(target: Target, revision: bigint, physical: boolean): string {
  return script(target, [line(target, ['compaction', ...(physical ? ['--physical'] : []), String(revision)])])
}

export interface DefragmentCommand {
  /** In their order. */
  readonly members: readonly { readonly endpoint: string; readonly role: string }[]
  /** Who takes leadership over, and from which endpoint; absent: it stays. */
  readonly lead?: { readonly from: string; readonly to: string }
}

/** One member after the other; between two the shell only asks whether all are healthy, where etcdesk waits for it. */
export function defragmentCommands(target: Target, { members, lead }: DefragmentCommand): string {
  const at = (endpoint: string) => ({ ...target, endpoints: [endpoint] })
  return script(target, [
    'set -e',
    ...members.flatMap(({ endpoint, role }) => [
      ...(role === 'leader' && lead ? [line(at(lead.from), ['move-leader', lead.to])] : []),
      line(at(endpoint), ['defrag', '--command-timeout=30m']),
      line(target, ['endpoint', 'health']),
    ]),
  ])
}

/** The revision has to be one that every member has and none has compacted. */
export function hashCommand(
  target: Target,
  { revision, endpoints }: { revision: bigint | undefined; endpoints: readonly string[] },
): string {
  const all = endpoints.length > 0 ? { ...target, endpoints } : target
  const at = revision === undefined ? [] : [`--rev=${revision}`]
  return script(target, [line({ ...all, endpoints: [...all.endpoints] }, ['endpoint', 'hashkv', ...at])])
}

/** etcdctl cannot choose: it disarms every alarm of every member. */
export function disarmCommand(target: Target): string {
  return script(target, [
    '# etcdctl disarms all alarms of all members, not this one alone',
    line(target, ['alarm', 'disarm']),
  ])
}

/** Servers answer this from 3.5 on, etcdctl asks it from 3.6 on. */
export function downgradeCommand(target: Target, version: string): string {
  return script(target, [
    '# etcdctl has this command from 3.6 on',
    line(target, ['downgrade', 'validate', version]),
  ])
}
