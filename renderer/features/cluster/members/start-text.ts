import {
  startFlags,
  variableOf,
  type ClusterEntry,
  type NewMember,
} from '../../../../shared/etcd/start-flags'
import { quoteText } from '../../keys/copy-as/shell-quote'

/** The command that starts a new member, one flag a line, for a POSIX shell. */
export function startCommand(member: NewMember, members: readonly ClusterEntry[]): string {
  const words = startFlags(member, members).map(({ name, value }) =>
    value === undefined ? `--${name}` : `--${name}=${quoteText(value)}`,
  )
  return `${['etcd', ...words].join(' \\\n  ')}\n`
}

/** The same as an environment file, as systemd's EnvironmentFile and docker's --env-file read it. */
export function startEnvironment(member: NewMember, members: readonly ClusterEntry[]): string {
  return startFlags(member, members)
    .map((flag) => `${variableOf(flag)}=${flag.value ?? 'true'}\n`)
    .join('')
}

/** Where a new member could answer clients: its first peer's host, at etcd's usual port. */
export function likelyClientUrl(peerUrls: readonly string[], others: readonly string[]): string {
  const scheme = others.some((url) => url.startsWith('https:')) ? 'https' : 'http'
  const host = /^https?:\/\/(\[[^\]]*\]|[^:/]+)/.exec(peerUrls[0] ?? '')?.[1] ?? '127.0.0.1'
  const url = `${scheme}://${host}:2379`
  return others.includes(url) ? `${scheme}://${host}:2389` : url
}
