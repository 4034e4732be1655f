/** One setting of etcd: `name` as the flag without its dashes. */
export interface StartFlag {
  readonly name: string
  /** Absent for a switch that needs no value. */
  readonly value?: string
  /** True for a file that only the person who starts the member knows. */
  readonly isPlaceholder?: boolean
}

/** A member that was added and is to be started. */
export interface NewMember {
  readonly id: string
  readonly name: string
  readonly peerUrls: readonly string[]
  readonly clientUrls: readonly string[]
  readonly dataDir: string
}

/** A member as the list knows it; `name` is empty until it has started. */
export interface ClusterEntry {
  readonly id: string
  readonly name: string
  readonly peerUrls: readonly string[]
}

const secured = (urls: readonly string[]) => urls.some((url) => url.startsWith('https:'))

const file = (name: string, path: string): StartFlag => ({ name, value: path, isPlaceholder: true })

/**
 * The settings with which a new member finds the cluster it was added to. `--initial-cluster` names every member of the
 * list: etcd compares its peer URLs with the cluster's own list and does not start where they differ
 * (membership.ValidateClusterAndAssignIDs). Files for TLS are placeholders.
 */
export function startFlags(member: NewMember, members: readonly ClusterEntry[]): readonly StartFlag[] {
  const all = members.some(({ id }) => id === member.id) ? members : [...members, member]
  const cluster = all.flatMap(({ id, name, peerUrls }) => {
    const called = id === member.id ? member.name : name || `unstarted-${id}`
    return peerUrls.map((url) => `${called}=${url}`)
  })
  const [peers, clients] = [member.peerUrls.join(','), member.clientUrls.join(',')]
  return [
    { name: 'name', value: member.name },
    { name: 'data-dir', value: member.dataDir },
    { name: 'initial-cluster', value: cluster.join(',') },
    { name: 'initial-cluster-state', value: 'existing' },
    { name: 'initial-advertise-peer-urls', value: peers },
    { name: 'listen-peer-urls', value: peers },
    { name: 'advertise-client-urls', value: clients },
    { name: 'listen-client-urls', value: clients },
    ...(secured(member.peerUrls)
      ? [
          file('peer-cert-file', '/path/to/peer.crt'),
          file('peer-key-file', '/path/to/peer.key'),
          file('peer-trusted-ca-file', '/path/to/peer-ca.crt'),
          { name: 'peer-client-cert-auth' },
        ]
      : []),
    ...(secured(member.clientUrls)
      ? [
          file('cert-file', '/path/to/server.crt'),
          file('key-file', '/path/to/server.key'),
          file('trusted-ca-file', '/path/to/ca.crt'),
          { name: 'client-cert-auth' },
        ]
      : []),
  ]
}

/** The environment variable that stands for a flag: `initial-cluster` is `ETCD_INITIAL_CLUSTER`. */
export function variableOf({ name }: StartFlag): string {
  return `ETCD_${name.toUpperCase().replaceAll('-', '_')}`
}
