import type { LocalCluster } from '../../shared/contract/local'
import type {
  NewRestoredCluster,
  RestoreAccount,
  RestoredMember,
  RestoreProgress,
} from '../../shared/contract/restore'
import { restoreArgs } from '../../shared/etcd/restore-tool'
import { fail, toFailure } from '../../shared/failure'
import type { Engines } from '../local/engines/engines'
import { peerUrl, tlsDir } from '../local/etcd-args'
import type { LocalClusters } from '../local/local-clusters'
import type { PreparedCluster } from '../local/prepared-cluster'
import { hashKvOfFile } from '../snapshot/snapshot-thread'
import { makeData } from './make-data'
import { clusterNameFor } from './name-for'
import { readSource, type SourceFacts } from './read-source'
import { chooseRestoreEngine, restoreEngines, writtenBy, type UsableEngine } from './restore-engines'
import { checkRoom } from './room'
import { SourceFile } from './source-file'
import { askPeerHash } from './verify-members'

const portAttempts = 4
const lookEveryMs = 100

/** What a restore works with. */
export interface RestoreParts {
  readonly clusters: LocalClusters
  readonly engines: Engines
}

export interface RestoreRequest extends NewRestoredCluster {
  readonly throwAway?: boolean
  /**
   * What is still to be done with the cluster once it was found to hold what the file holds, before anybody sees it, such
   * as putting later changes into it. When it fails nothing of the cluster stays.
   */
  readonly finish?: (cluster: LocalCluster, signal: AbortSignal) => Promise<void>
}

export interface RestoreControl {
  readonly signal: AbortSignal
  readonly onProgress: (progress: RestoreProgress) => void
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
      const work = new Restore({ request, file, source, engine, cluster }, { signal, onProgress })
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

interface RestorePlan {
  readonly request: RestoreRequest
  readonly file: SourceFile
  readonly source: SourceFacts
  readonly engine: UsableEngine
  readonly cluster: PreparedCluster
}

/** One attempt, with its own ports. */
class Restore {
  readonly #commands: string[][] = []

  constructor(
    private readonly plan: RestorePlan,
    private readonly control: RestoreControl,
  ) {}

  async run(): Promise<Omit<RestoreAccount, 'tookMs'>> {
    const { request, file, source, engine, cluster } = this.plan
    const { signal } = this.control
    await this.#makeAllData()
    await file.checkUnchanged()
    await this.#start()
    const { facts } = source
    const bumpBy = request.bumpRevision
    const revision = facts.revision + (bumpBy ?? 0n)
    const { hash, members } = await this.#verify(revision)
    await file.checkUnchanged()
    if (request.finish) {
      this.#tell('finish', 'Finishing what was asked for.')
      await request.finish(cluster.row, signal)
    }
    if (signal.aborted) throw fail('canceled', 'Canceled.')
    const { id, name } = await cluster.admit()
    return {
      ...{ kind: 'done', path: file.path, clusterId: id, name, version: engine.version },
      ...{ revision, hash, keys: facts.keys, members, bumpedBy: bumpBy, commands: this.#commands },
      isUnchecked: source.problem !== undefined || !facts.hasTrailer,
    }
  }

  async #makeAllData(): Promise<void> {
    const { request, file, source, engine, cluster } = this.plan
    const { record } = cluster
    const { tool } = engine
    const skipHashCheck = request.skipHashCheck === true || !source.facts.hasTrailer
    const places = record.members.map((member) => ({
      ...{ name: member.name, peerUrl: peerUrl(record, member), dataDir: cluster.dataDirOf(member.name) },
    }))
    for (const member of places) {
      const { token } = record
      const args = restoreArgs({
        ...{ file: file.path, member, members: places, token, skipHashCheck },
        bumpRevision: request.bumpRevision,
      })
      this.#commands.push([tool.path, ...args])
      const message = `Making the data of ${member.name} with ${tool.program} ${tool.version}.`
      const totalBytes = file.sizeBytes
      this.#tell('data', message, { bytes: 0, totalBytes })
      await makeData({
        ...{ tool, args, member: member.name, dataDir: member.dataDir, signal: this.control.signal },
        onBytes: (bytes) => this.#tell('data', message, { bytes: Math.min(bytes, totalBytes), totalBytes }),
      })
    }
  }

  async #start(): Promise<void> {
    const { cluster } = this.plan
    this.#tell('start', 'Starting the members.')
    const timer = setInterval(() => {
      const { message } = cluster.row
      if (message !== undefined) this.#tell('start', message)
    }, lookEveryMs)
    try {
      await cluster.start(this.control.signal)
    } finally {
      clearInterval(timer)
    }
  }

  /** Every member's hash against the one that a member must have that holds what the file holds. */
  async #verify(revision: bigint): Promise<{ hash: number; members: RestoredMember[] }> {
    const { request, file, engine, cluster } = this.plan
    const { signal } = this.control
    const tls = cluster.record.tls ? tlsDir(cluster.dir) : undefined
    const members: RestoredMember[] = []
    let expected: { readonly hash: number; readonly of: bigint } | undefined
    for (const member of cluster.row.members) {
      const { name, clientUrl } = member
      this.#tell('verify', `Comparing what ${name} holds with the file.`)
      const store = await askPeerHash(member, { revision, tlsDir: tls, signal })
      const { compactRevision } = store
      if (expected?.of !== compactRevision) {
        const bumpBy = request.bumpRevision
        const asked = { revision, compactRevision, version: engine.version, bumpBy }
        expected = { ...(await hashKvOfFile(file.path, asked, signal)), of: compactRevision }
      }
      if (store.hash !== expected.hash)
        throw fail('corrupt', `${name} holds something else than the file at revision ${revision}.`, {
          reason: `HashKV: ${store.hash} of ${name}, ${expected.hash} of the file`,
        })
      members.push({ name, clientUrl, revision: store.revision, hash: store.hash })
    }
    return { hash: expected?.hash ?? 0, members }
  }

  #tell(
    step: RestoreProgress['step'],
    message: string,
    count: { bytes?: number; totalBytes?: number } = {},
  ): void {
    this.control.onProgress({ kind: 'progress', step, message, ...count })
  }
}
