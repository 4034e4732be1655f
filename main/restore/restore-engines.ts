import type { Engine } from '../../shared/contract/engines'
import type { RestoreEngine } from '../../shared/contract/restore'
import type { SnapshotFacts } from '../../shared/contract/snapshot-view'
import { etcdctlRestores, knowsBumpRevision, restoreProgramOf } from '../../shared/etcd/restore-tool'
import { fail, type Failure } from '../../shared/failure'
import { compareVersions, minorOf, sameMinor } from '../local/engines/version'

/**
 * The minor version of etcd that wrote a file, such as `3.5`: from 3.6 on it says so itself, else the cluster's version is in
 * it, else from 3.5 on raft's term (etcd's schema package). Undefined where it says nothing: a cluster that never elected.
 */
export function writtenBy(facts: Pick<SnapshotFacts, 'storageVersion' | 'clusterVersion' | 'term'>) {
  const version = facts.storageVersion ?? facts.clusterVersion
  if (version !== undefined) return minorOf(version)
  return facts.term === undefined ? undefined : '3.5'
}

/** All engines, newest first, and whether each can restore a file that `version` (a minor version) wrote. */
export function restoreEngines(
  engines: readonly Engine[],
  version: string | undefined,
): readonly RestoreEngine[] {
  return [...engines]
    .sort((a, b) => compareVersions(b.version, a.version))
    .map((each) => judge(each, version))
}

function judge(engine: Engine, version: string | undefined): RestoreEngine {
  const { id, source } = engine
  const tool = toolOf(engine)
  const knowsBump = tool !== undefined && knowsBumpRevision(tool.version)
  const problem = misfit(engine.version, version) ?? (tool ? undefined : lackOf(engine))
  return { id, version: engine.version, source, tool, knowsBump, problem }
}

/** The program beside an etcd that restores, of its own minor version: another's data it might not open. */
function toolOf(engine: Engine): RestoreEngine['tool'] {
  const { version, etcdctl, etcdctlVersion = '', etcdutl, etcdutlVersion = '' } = engine
  if (restoreProgramOf(version) === 'etcdutl' && etcdutl !== undefined && sameMinor(etcdutlVersion, version))
    return { program: 'etcdutl', path: etcdutl, version: etcdutlVersion }
  if (etcdctlRestores(version) && etcdctl !== undefined && sameMinor(etcdctlVersion, version))
    return { program: 'etcdctl', path: etcdctl, version: etcdctlVersion }
  return undefined
}

const lackOf = ({ version }: Engine): string =>
  `${restoreProgramOf(version)} ${minorOf(version)}, which makes the data, is not beside it.`

/** Source: etcd's upgrade guides; data is opened by the version that wrote it and by the next, and never goes back. */
function misfit(engine: string, written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  const [have, want] = [minorNumber(engine), minorNumber(written)]
  if (have < want) return `It is older than the file, which etcd ${written} wrote.`
  if (have > want + 1)
    return `It opens data of etcd 3.${have - 1} and newer; etcd ${written} wrote this file.`
  return undefined
}

const minorNumber = (version: string): number => Number(minorOf(version).split('.')[1])

/** What is missing where no engine can: what to install. */
export function missingTools(engines: readonly RestoreEngine[], version: string | undefined): Failure {
  const wanted = version ?? '3.5'
  const tool = restoreProgramOf(`${wanted}.0`)
  const reason = engines.map((each) => `etcd ${each.version}: ${each.problem}`).join('\n')
  return {
    code: 'precondition',
    message:
      engines.length === 0
        ? `There is no etcd on this machine. Restoring takes etcd ${wanted} and, beside it, its tool ${tool}.`
        : `No etcd on this machine can restore this file. It takes etcd ${wanted} and, beside it, its tool ${tool}.`,
    ...(reason === '' ? {} : { reason }),
    details: { field: 'engineId', version: wanted },
  }
}

export type UsableEngine = RestoreEngine & { readonly tool: NonNullable<RestoreEngine['tool']> }

const isUsable = (engine: RestoreEngine): engine is UsableEngine =>
  engine.tool !== undefined && engine.problem === undefined

/** The one that was chosen, else the newest that can. Fails with `precondition` and the field `engineId`. */
export function chooseRestoreEngine(
  engines: readonly RestoreEngine[],
  wish: { readonly version: string | undefined; readonly engineId?: string },
): UsableEngine {
  const { version, engineId } = wish
  if (engineId === undefined) {
    const newest = engines.find(isUsable)
    if (newest) return newest
    const { code, message, ...more } = missingTools(engines, version)
    throw fail(code, message, more)
  }
  const details = { field: 'engineId' }
  const chosen = engines.find(({ id }) => id === engineId)
  if (!chosen) throw fail('precondition', 'This etcd is not on this machine any more.', { details })
  if (isUsable(chosen)) return chosen
  throw fail('precondition', `etcd ${chosen.version} cannot restore this file. ${chosen.problem}`, {
    details,
  })
}
