/** A version of etcd. A pre-release (`3.6.0-rc.1`) sorts before its release. */
export interface Version {
  readonly major: number
  readonly minor: number
  readonly patch: number
  readonly preRelease?: string
}

/**
 * Reads what etcd puts into `StatusResponse.version` and its tools print: `3.5.16`, `v3.6.0-alpha.0`, `3.4`,
 * `3.5.16+git`. Undefined for anything else, the empty text of a member that has not joined included.
 */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(
    text.trim(),
  )
  if (!match) return undefined
  const [, major, minor, patch = '0', preRelease] = match
  const numbers = { major: Number(major), minor: Number(minor), patch: Number(patch) }
  return preRelease === undefined ? numbers : { ...numbers, preRelease }
}

/** `3.5.16`, with `-rc.1` behind it for a pre-release. */
export function formatVersion(version: Version): string {
  const release = `${version.major}.${version.minor}.${version.patch}`
  return version.preRelease === undefined ? release : `${release}-${version.preRelease}`
}

/** Older before newer; pre-releases of one release by their dotted parts, numbers by size (semver.org, 11). */
export function compareVersions(a: Version, b: Version): number {
  const release = a.major - b.major || a.minor - b.minor || a.patch - b.patch
  if (release !== 0 || a.preRelease === b.preRelease) return release
  if (a.preRelease === undefined) return 1
  if (b.preRelease === undefined) return -1
  const [left, right] = [a.preRelease.split('.'), b.preRelease.split('.')]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = comparePart(left[i], right[i])
    if (difference !== 0) return difference
  }
  return 0
}

/** What a server or its tools can do from some version on. */
export const capabilities = {
  /** Learners: MemberAdd with isLearner, MemberPromote, StatusResponse.isLearner. */
  learners: { since: '3.4', what: 'Learner members' },
  authStatus: { since: '3.5', what: 'Reading whether auth is enabled' },
  downgrade: { since: '3.5', what: 'Downgrading a cluster' },
  /** MemberListRequest.linearizable is honoured. */
  linearizableMemberList: { since: '3.5', what: 'Asking the quorum for the members' },
  /** `etcdctl snapshot status|restore` and offline `defrag` are gone: only etcdutl has them. */
  etcdutlOnly: { since: '3.6', what: 'Snapshot tools in etcdutl alone' },
  /** StatusResponse has dbSizeQuota, storageVersion and downgradeInfo. */
  extendedStatus: { since: '3.6', what: 'Quota and storage version in the status' },
  rangeStream: { since: '3.7', what: 'Streaming a range' },
} as const satisfies Record<string, { since: string; what: string }>

export type Capability = keyof typeof capabilities

/**
 * True when a server of this version can do it. Only major and minor count, so a pre-release of 3.6 can what 3.6
 * can. An unreadable version can nothing: a feature is then explained, not tried.
 */
export function supports(version: Version | string, capability: Capability): boolean {
  const have = typeof version === 'string' ? parseVersion(version) : version
  const want = parseVersion(capabilities[capability].since)
  if (!have || !want) return false
  return have.major !== want.major ? have.major > want.major : have.minor >= want.minor
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (x && y) return Number(a) - Number(b)
  if (x !== y) return x ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
