import { parseEndpoint } from '../etcd/endpoint'
import { startFlags } from '../etcd/start-flags'
import type { PlannedMember, RunbookPlan } from './plan'

/**
 * What etcd is started with by hand after the restore: its folders and addresses. `--initial-*` is of no account to a
 * member that has data; `existing` keeps one that finds its folder empty from beginning a cluster of its own.
 */
export function etcdCommand({ members }: RunbookPlan, member: PlannedMember): string[] {
  const ofAll = members.map((each) => ({ ...each, id: each.name, clientUrls: [...each.clientUrls] }))
  const flags = startFlags({ ...member, id: member.name }, ofAll).flatMap(
    ({ name, value, isPlaceholder }) => {
      if (isPlaceholder || value === undefined) return []
      return [`--${name}=${name.startsWith('listen-') ? value.split(',').map(bindable).join(',') : value}`]
    },
  )
  return ['etcd', ...flags, ...(member.walDir === undefined ? [] : [`--wal-dir=${member.walDir}`])]
}

/** etcd listens on addresses only: where a URL has a name, on all of the machine's. */
function bindable(url: string): string {
  const { secure, host, port } = parseEndpoint(url)
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':') || host === 'localhost'
  return isAddress ? url : `${secure ? 'https' : 'http'}://0.0.0.0:${port}`
}
