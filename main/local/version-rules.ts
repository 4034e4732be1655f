import { fail } from '../../shared/failure'
import { compareVersions, minorOf } from './engines/version'
import type { ClusterRecord, MemberRecord } from './cluster-file'

const field = { details: { field: 'engineId' } }

/** The etcd a member runs, or runs when it is started: its own, else the cluster's. */
export const engineOf = (cluster: ClusterRecord, member: MemberRecord): { id: string; version: string } =>
  member.engine ?? { id: cluster.engineId, version: cluster.version }

/**
 * Refuses (`precondition`, field `engineId`) an etcd that would not run as this member: one of an older minor series
 * than its data or than the cluster it joins, one that leaves a minor version out, and one that is more than a minor
 * version away from the others. Source: etcd's upgrade guides (one minor version at a time, members of two adjacent
 * series may run together, no way back), and the server's own "invalid downgrade" at start.
 */
export function checkVersion(cluster: ClusterRecord, member: MemberRecord, version: string): void {
  const { name, dataVersion } = member
  const wanted = minorOf(version)
  if (dataVersion !== undefined && isBefore(wanted, minorOf(dataVersion)))
    throw fail(
      'precondition',
      `The data of ${name} was written by etcd ${dataVersion}; etcd ${version} cannot open it: etcd does not go back over a minor version.`,
      {
        reason: `Take etcd ${minorOf(dataVersion)} or ${next(minorOf(dataVersion))}.`,
        ...field,
      },
    )
  if (dataVersion !== undefined && isBefore(next(minorOf(dataVersion)), wanted))
    throw fail(
      'precondition',
      `The data of ${name} was written by etcd ${dataVersion}; etcd is upgraded one minor version at a time, so ${next(minorOf(dataVersion))} comes before ${wanted}.`,
      field,
    )
  const others = cluster.members.filter((each) => each !== member)
  checkTogether(
    version,
    others.map((each) => each.dataVersion).filter((each) => each !== undefined),
    {
      joins: dataVersion === undefined && cluster.formed,
    },
  )
}

/** Refuses versions that do not run together: at most one minor version lies between them. */
export function checkTogether(version: string, others: readonly string[], options = { joins: false }): void {
  const wanted = minorOf(version)
  const lowest = [...others].sort(compareVersions)[0]
  const highest = [...others].sort(compareVersions).at(-1)
  if (lowest === undefined || highest === undefined) return
  if (options.joins && isBefore(wanted, minorOf(lowest)))
    throw fail(
      'precondition',
      `The cluster is at etcd ${minorOf(lowest)}; a member with etcd ${version} is not let in.`,
      field,
    )
  if (isBefore(next(minorOf(lowest)), wanted) || isBefore(next(wanted), minorOf(highest)))
    throw fail(
      'precondition',
      `etcd ${version} does not run together with etcd ${isBefore(wanted, minorOf(highest)) ? highest : lowest}: at most one minor version may lie between members.`,
      field,
    )
}

const isBefore = (a: string, b: string): boolean => compareVersions(`${a}.0`, `${b}.0`) < 0

function next(minor: string): string {
  const [major, number] = minor.split('.').map(Number)
  return `${major}.${(number ?? 0) + 1}`
}
