import { readdir } from 'node:fs/promises'
import type { Engine } from '../../shared/contract/engines'
import { fail } from '../../shared/failure'
import type { ClusterRecord } from './cluster-file'
import type { Engines } from './engines/engines'
import { compareVersions } from './engines/version'
import type { Member } from './member'
import { checkVersion, engineOf } from './version-rules'

/**
 * Chooses the etcd each of these members is started with, `engineId` for all of them where it is given, and notes it
 * in their records. Fails with `precondition` when there is none or when it cannot run as this member (`details.field` is
 * `engineId`), or when a member that never ran has data (`details.path`); nothing is noted then.
 */
export async function chooseEngines(
  engines: Engines,
  cluster: ClusterRecord,
  options: { readonly members: readonly Member[]; readonly engineId?: string },
): Promise<(member: Member) => string> {
  // Mostly all have the same, and looking costs a walk through all places.
  const looked = new Map<string, Promise<Engine>>()
  const choose = (wish: { engineId: string; version?: string }) => {
    const looking = looked.get(wish.engineId) ?? engines.choose(wish)
    looked.set(wish.engineId, looking)
    return looking
  }
  const chosen = await Promise.all(
    options.members.map(async (member) => {
      const { id, version } = engineOf(cluster, member.record)
      const { engineId } = options
      const engine = await choose(engineId === undefined ? { engineId: id, version } : { engineId })
      checkVersion(cluster, member.record, engine.version)
      if (member.record.dataVersion === undefined) await checkEmpty(member)
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

async function checkEmpty({ record, dataDir }: Member): Promise<void> {
  const there = await readdir(dataDir).catch((): string[] => [])
  if (there.length > 0)
    throw fail('precondition', `${dataDir} holds data that ${record.name} did not write; move it away.`, {
      details: { path: dataDir },
    })
}

/** When all members run the same etcd it is the cluster's, and new members get it too. */
function noteCommonEngine(cluster: ClusterRecord): void {
  const [first, ...others] = cluster.members.map((member) => engineOf(cluster, member))
  if (first === undefined || others.some(({ id }) => id !== first.id)) return
  Object.assign(cluster, { engineId: first.id, version: first.version })
  for (const member of cluster.members) delete member.engine
}
