import type {
  LocalCluster,
  LocalClusterState,
  LocalMember,
  LocalMemberState,
} from '../../../shared/contract/local'

export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'neutral'

export const clusterTones: Readonly<Record<LocalClusterState, Tone>> = {
  starting: 'warn',
  running: 'ok',
  degraded: 'warn',
  stopping: 'warn',
  stopped: 'neutral',
  failed: 'bad',
}

const memberTones: Readonly<Record<LocalMemberState, Tone>> = {
  starting: 'warn',
  healthy: 'ok',
  unhealthy: 'bad',
  paused: 'warn',
  stopped: 'neutral',
  exited: 'bad',
}

/** A member's colour: the leader stands out among the healthy ones. */
export function memberTone(member: LocalMember): Tone {
  return member.state === 'healthy' && member.role === 'leader' ? 'accent' : memberTones[member.state]
}

/** `etcd 3.5.16`, or each version that runs: `etcd 3.4.23 (1) and 3.5.16 (2)`. */
export function versionsInWords({ members, version }: LocalCluster): string {
  const counts = new Map<string, number>()
  for (const member of members) counts.set(member.version, (counts.get(member.version) ?? 0) + 1)
  const [first, ...others] = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  if (!first || others.length === 0) return `etcd ${first?.[0] ?? version}`
  return `etcd ${[first, ...others].map(([each, count]) => `${each} (${count})`).join(' and ')}`
}

/** The port of `http://127.0.0.1:PORT`. */
export const portOf = (url: string) => new URL(url).port

/** How a member ended: `exit code 1`, `signal SIGKILL`, or that nobody saw it. */
export function exitInWords(exit: NonNullable<LocalMember['exit']>): string {
  if (exit.signal) return `ended by ${exit.signal}`
  if (exit.code !== null) return `ended with exit code ${exit.code}`
  return 'ended while etcdesk was not there to see it'
}
