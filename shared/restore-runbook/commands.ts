import { shellQuote } from '../shell-quote'
import type { PlannedMember, RunbookPlan } from './plan'
import type { RunbookBlock } from './runbook'

/** A command's words for a shell, each quoted exactly. */
export const words = (argv: readonly string[]): string => argv.map(shellQuote).join(' ')

/** The same over several lines, one flag with its value a line. */
export function longCommand(argv: readonly string[]): string {
  const lines: string[][] = [[]]
  for (const word of argv) {
    if (word.startsWith('--')) lines.push([])
    lines.at(-1)?.push(word)
  }
  return lines.map(words).join(' \\\n  ')
}

/** The same commands for every member, or each its own; equal ones of several members are written once. */
export function blocksOf(
  { members }: RunbookPlan,
  commandsOf: (member: PlannedMember) => readonly string[],
): readonly RunbookBlock[] {
  const groups = new Map<string, { members: PlannedMember[]; commands: readonly string[] }>()
  for (const member of members) {
    const commands = commandsOf(member)
    if (commands.length === 0) continue
    const group = groups.get(commands.join('\n')) ?? { members: [], commands }
    group.members.push(member)
    groups.set(commands.join('\n'), group)
  }
  return [...groups.values()].map(({ members: some, commands }) => ({
    commands,
    where:
      some.length === members.length && members.length > 1
        ? 'on every machine'
        : `on ${some.map(({ name, host }) => `${name} (${host})`).join(', ')}`,
  }))
}

/** `etcdctl` with what it needs to reach every member. */
export function etcdctlTo(plan: RunbookPlan, members: readonly PlannedMember[] = plan.members): string[] {
  const files = [
    ['--cacert', plan.caFile],
    ['--cert', plan.certFile],
    ['--key', plan.keyFile],
  ] as const
  return [
    'etcdctl',
    `--endpoints=${members.flatMap(({ clientUrls }) => clientUrls.slice(0, 1)).join(',')}`,
    ...(isSecured(plan) ? files.flatMap(([flag, path]) => (path === '' ? [] : [`${flag}=${path}`])) : []),
    ...(plan.file.isAuthEnabled ? ['--user=root'] : []),
  ]
}

/** Whether clients come over TLS. */
export const isSecured = ({ members }: RunbookPlan): boolean =>
  members.some(({ clientUrls }) => clientUrls.some((url) => url.startsWith('https:')))

/** What makes the command of 3.4 speak to etcd 3 whatever the environment says; later ones speak nothing else. */
export const apiOf = ({ program }: PlannedMember): string => (program === 'etcdctl' ? 'ETCDCTL_API=3 ' : '')
