import type { ClusterRecord } from './cluster-file'
import type { Engines } from './engines/engines'
import { compareVersions } from './engines/version'
import type { Member } from './member'
import { checkVersion, engineOf } from './version-rules'

/**
 * Chooses the etcd each of these members is started with, `engineId` for all of them where it is given, and notes it
 * in their records. Fails with `precondition` (`details.field` is `engineId`) when there is none or when it cannot run
 * as this member; nothing is noted then.
 */
export async function chooseEngines(
  engines: Engines,
  cluster: ClusterRecord,
  options: { readonly members: readonly Member[]; readonly engineId?: string },
): Promise<(member: Member) => string> {
  const chosen = await Promise.all(
    options.members.map(async (member) => {
      const { id, version } = engineOf(cluster, member.record)
      const { engineId } = options
      const engine = await engines.choose(engineId === undefined ? { engineId: id, version } : { engineId })
      checkVersion(cluster, member.record, engine.version)
      return { member, engine }
    }),
  )
  for (const { member, engine } of chosen) {
    const { record } = member
    record.engine = { id: engine.id, version: engine.version }
    if (record.dataVersion === undefined || compareVersions(record.dataVersion, engine.version) < 0)
      record.dataVersion = engine.version
  }
  noteCommonEngine(cluster)
  const programs = new Map(chosen.map(({ member, engine }) => [member, engine.etcd]))
  return (member) => programs.get(member) ?? ''
}

/** When all members run the same etcd it is the cluster's, and new members get it too. */
function noteCommonEngine(cluster: ClusterRecord): void {
  const [first, ...others] = cluster.members.map((member) => engineOf(cluster, member))
  if (first === undefined || others.some(({ id }) => id !== first.id)) return
  Object.assign(cluster, { engineId: first.id, version: first.version })
  for (const member of cluster.members) delete member.engine
}
