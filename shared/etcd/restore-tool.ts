import { compareVersions, parseVersion, supports } from './version'

/**
 * The official program that makes a data directory from a snapshot: `etcdctl` up to 3.4 (with `ETCDCTL_API=3`),
 * `etcdutl` from 3.5 on, where `etcdctl` still does it but is deprecated. Source: etcd's changelogs 3.5 and 3.6.
 */
export const restoreProgramOf = (version: string): 'etcdctl' | 'etcdutl' =>
  isFrom(version, '3.5.0') ? 'etcdutl' : 'etcdctl'

/** Whether a version's `etcdctl` can restore as well: gone in 3.6. */
export const etcdctlRestores = (version: string): boolean => !supports(version, 'etcdutlOnly')

/**
 * Whether the tool of a version knows `--bump-revision` and `--mark-compacted`: from 3.4.27 and 3.5.10 on (etcd's
 * changelogs). Before, revisions go back to the snapshot's, and whoever cached newer ones is not told.
 */
export const knowsBumpRevision = (version: string): boolean =>
  isFrom(version, '3.5.0') ? isFrom(version, '3.5.10') : isFrom(version, '3.4.27')

function isFrom(version: string, since: string): boolean {
  const [have, want] = [parseVersion(version), parseVersion(since)]
  return have !== undefined && want !== undefined && compareVersions(have, want) >= 0
}

/** One member of the cluster that a snapshot is restored into. */
export interface RestoredPlace {
  readonly name: string
  /** `https://10.0.0.1:2380`: what the others dial. */
  readonly peerUrl: string
  /** Must not be there yet (3.5 and newer take an empty one). */
  readonly dataDir: string
  readonly walDir?: string
}

export interface RestoreArgs {
  readonly file: string
  readonly member: RestoredPlace
  /** All members, this one included. */
  readonly members: readonly Pick<RestoredPlace, 'name' | 'peerUrl'>[]
  /** A fresh one, the same for all: members of the cluster the snapshot is of never take these for their own. */
  readonly token: string
  /** For a file without SHA-256 at its end, or one whose SHA-256 is wrong: the tool then takes it as it is. */
  readonly skipHashCheck?: boolean
  /**
   * Revisions go on so much higher, and all before count as compacted: who watches or caches must list again. Only where
   * {@link knowsBumpRevision}.
   */
  readonly bumpRevision?: bigint
}

/** The arguments of one member's `snapshot restore`, the same for `etcdctl` and `etcdutl`. */
export function restoreArgs(options: RestoreArgs): string[] {
  const { file, member, members, token, skipHashCheck = false, bumpRevision } = options
  return [
    ...['snapshot', 'restore', file, '--name', member.name, '--data-dir', member.dataDir],
    ...(member.walDir === undefined ? [] : ['--wal-dir', member.walDir]),
    ...['--initial-cluster', members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',')],
    ...['--initial-cluster-token', token, '--initial-advertise-peer-urls', member.peerUrl],
    ...(skipHashCheck ? ['--skip-hash-check'] : []),
    ...(bumpRevision === undefined ? [] : ['--bump-revision', `${bumpRevision}`, '--mark-compacted']),
  ]
}

/** The bump that etcd's and Kubernetes' recovery guides use: more than any cluster writes while it is restored. */
export const usualBump = 1_000_000_000n
