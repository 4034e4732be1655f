import type { RestoreAccount } from '../../shared/contract/restore'
import { fail, toFailure } from '../../shared/failure'
import type { Engines } from '../local/engines/engines'
import type { LocalClusters } from '../local/local-clusters'
import { clusterNameFor } from './name-for'
import { readSource, type SourceFacts } from './read-source'
import { RestoreAttempt, type RestoreControl, type RestoreRequest } from './restore-attempt'
import { chooseRestoreEngine, restoreEngines, writtenBy } from './restore-engines'
import { checkRoom } from './room'
import { SourceFile } from './source-file'

const portAttempts = 4

/** What a restore works with. */
export interface RestoreParts {
  readonly clusters: LocalClusters
  readonly engines: Engines
}

/**
 * Makes a new local cluster of what a snapshot file holds, as {@link restoreContract}'s `intoCluster` says; resolves when it
 * runs and every member's hash is the file's. On any failure, on cancel, and after a crash nothing of it stays. The file is
 * only read.
 */
export async function restoreIntoCluster(
  { clusters, engines }: RestoreParts,
  request: RestoreRequest,
  { signal, onProgress }: RestoreControl,
): Promise<RestoreAccount> {
  const begun = performance.now()
  const file = await SourceFile.find(request.path)
  const source = await read(file, { signal, onProgress })
  if (source.problem && !request.skipHashCheck)
    throw fail(source.problem.code, source.problem.message, {
      reason: source.problem.reason,
      details: { field: 'path', path: file.path, canSkipHashCheck: true },
    })
  const version = writtenBy(source.facts)
  const found = restoreEngines((await engines.list()).engines, version)
  const engine = chooseRestoreEngine(found, { version, engineId: request.engineId })
  if (request.bumpRevision !== undefined && !engine.knowsBump)
    throw fail('invalid', `${engine.tool.program} ${engine.tool.version} does not know --bump-revision.`, {
      details: { field: 'bumpRevision' },
    })
  // With client certificates etcd's JSON gateway, which tells how a member is, refuses a store that has users.
  if (request.tls && source.facts.isAuthEnabled)
    throw fail('invalid', 'Authentication is on in this file: a local cluster with TLS cannot have it.', {
      details: { field: 'tls' },
    })
  await checkRoom(clusters.folder, { members: request.members, fileBytes: file.sizeBytes })
  for (let attempt = 1; ; attempt++) {
    const { members, onExit, flags, tls, throwAway } = request
    const name = request.name ?? clusterNameFor(file.path, clusters)
    const cluster = await clusters.prepare({
      ...{ name, members, engineId: engine.id, onExit, flags, tls, throwAway },
    })
    try {
      const work = new RestoreAttempt({ request, file, source, engine, cluster }, { signal, onProgress })
      const account = await work.run()
      return { ...account, tookMs: performance.now() - begun }
    } catch (error) {
      await cluster.drop()
      // Ports are part of the data that was made: with others it is made anew.
      const isForPort = toFailure(error).details?.['port'] !== undefined
      if (signal.aborted || !isForPort || attempt === portAttempts) throw error
    }
  }
}

async function read(file: SourceFile, { signal, onProgress }: RestoreControl): Promise<SourceFacts> {
  const reading = readSource(file.path, signal)
  const message = 'Reading the file whole.'
  for (;;) {
    const next = await reading.next()
    if (next.done) return next.value
    const { bytes, totalBytes } = next.value
    onProgress({ kind: 'progress', step: 'check', message, bytes, totalBytes })
  }
}
