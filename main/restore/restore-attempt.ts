import type { LocalCluster } from '../../shared/contract/local'
import type {
  NewRestoredCluster,
  RestoreAccount,
  RestoredMember,
  RestoreProgress,
} from '../../shared/contract/restore'
import { restoreArgs } from '../../shared/etcd/restore-tool'
import { fail } from '../../shared/failure'
import { peerUrl, tlsDir } from '../local/etcd-args'
import type { PreparedCluster } from '../local/prepared-cluster'
import { hashKvOfFile } from '../snapshot/snapshot-thread'
import { makeData } from './make-data'
import type { SourceFacts } from './read-source'
import type { UsableEngine } from './restore-engines'
import type { SourceFile } from './source-file'
import { askPeerHash } from './verify-members'

const lookEveryMs = 100

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

export interface RestorePlan {
  readonly request: RestoreRequest
  readonly file: SourceFile
  readonly source: SourceFacts
  readonly engine: UsableEngine
  readonly cluster: PreparedCluster
}

/** One attempt of a restore, with its own ports; when it fails what it made is the caller's to drop. */
export class RestoreAttempt {
  readonly #commands: string[][] = []

  constructor(
    private readonly plan: RestorePlan,
    private readonly control: RestoreControl,
  ) {}

  /** Makes the data, starts the members, compares them, and admits the cluster. */
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
