import { lstat, mkdir, readdir, realpath, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LocalCluster as Row, NewLocalCluster, OnExit } from '../../shared/contract/local'
import { fail } from '../../shared/failure'
import { readClusterFile, writeClusterFile } from './cluster-file'
import type { ClusterRecord } from './cluster-file'
import { clusterName } from './cluster-name'
import type { Engine } from '../../shared/contract/engines'
import type { Engines } from './engines/engines'
import { makeFolder, notWritable } from './folders'
import { Latest } from '../latest'
import { freePorts } from './listeners'
import { LocalCluster } from './local-cluster'
import { PreparedCluster } from './prepared-cluster'
import type { Member } from './member'
import type { ChoosePorts } from './member-ports'
import { checkOnExit, checkSize, newCluster, portsEach } from './new-cluster'
import { checkTogether, engineOf } from './version-rules'
import type { LinkState } from './links/links'

export interface LocalClustersOptions {
  /** The app's home; clusters live in `clusters/ID/` below it. */
  readonly home: string
  readonly engines: Engines
  /** Default: free ports of the kernel's choice. */
  readonly choosePorts?: ChoosePorts
  /** Milliseconds a start may take; default 60,000. */
  readonly startTimeoutMs?: number
}

/** All local clusters below one home. Call {@link load} once before anything else, {@link shutdown} at the end. */
export class LocalClusters {
  readonly #options: LocalClustersOptions
  readonly #clusters = new Map<string, LocalCluster>()
  readonly #rows = new Latest<readonly Row[]>([])
  /** Free of links once it exists: members are known again by the exact text of their data folder. */
  #root: string
  #lastRows = ''

  constructor(options: LocalClustersOptions) {
    this.#options = options
    this.#root = resolve(options.home, 'clusters')
  }

  /**
   * Finds the clusters of earlier runs: members that still run are watched from now on, whatever their policy, and
   * clusters that the app's end stopped begin to start again.
   */
  async load(): Promise<void> {
    this.#root = await realpath(this.#root).catch(() => this.#root)
    const names = await readdir(this.#root).catch((): string[] => [])
    const records = await Promise.all(names.map((name) => readClusterFile(join(this.#root, name))))
    for (const [i, record] of records.entries()) {
      if (!record || record.id !== names[i]) continue
      this.#clusters.set(record.id, this.#cluster(record))
    }
    await Promise.all([...this.#clusters.values()].map((cluster) => cluster.adopt()))
    // Thrown away is what nobody uses any more; after a crash of the app members may still run.
    for (const [id, { row, isPreparing }] of [...this.#clusters])
      if (isPreparing) await this.#drop(id).catch(() => undefined)
      else if (row.throwAway && row.members.every(({ pid }) => pid === undefined)) await this.#forget(id)
    this.#changed()
    // Not waited for: how far they are is in their rows.
    for (const cluster of this.#clusters.values()) void cluster.resume()
  }

  /** Where clusters live; made when the first one is. */
  get folder(): string {
    return this.#root
  }

  /** The clusters as they are now, oldest first. */
  list(): readonly Row[] {
    return this.#rows.value
  }

  /** The list now and at each change, one list a batch; a slow reader gets the newest. Ends when the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<readonly (readonly Row[])[]> {
    return this.#rows.follow(signal)
  }

  /**
   * Makes a cluster and starts it; resolves when all members are healthy and one leads. Canceled, nothing of it
   * stays; failed, it stays as `failed` with its logs. Fails with `invalid`/`exists` for the name, `precondition`
   * without an engine or a writable home, else as {@link start}.
   */
  async create(input: NewLocalCluster, signal?: AbortSignal): Promise<Row> {
    const record = await this.#newRecord(input)
    const { id } = record
    const cluster = this.#cluster(record)
    this.#clusters.set(id, cluster)
    this.#changed()
    let written = false
    try {
      await writeClusterFile(join(this.#root, id), record)
      written = true
      await cluster.start({ signal })
    } catch (error) {
      if (!written || signal?.aborted) await this.#forget(id)
      throw error
    }
    return cluster.row
  }

  /**
   * Begins a cluster whose data is made elsewhere, such as by etcd's own tools: its record is on disk and its members have
   * ports; nobody sees it before it is admitted. What a crash leaves of it is removed at the next start. Fails as
   * {@link create}.
   */
  async prepare(input: NewLocalCluster): Promise<PreparedCluster> {
    const record = await this.#newRecord(input)
    // With data the ports at which members reach each other are part of the membership.
    Object.assign(record, { preparing: true, formed: true })
    for (const member of record.members) member.dataVersion = engineOf(record, member).version
    const { id } = record
    const dir = join(this.#root, id)
    // Fails where there is something: nothing is ever made in a folder of somebody else's.
    await mkdir(dir, { mode: 0o700 }).catch((cause: unknown) => {
      throw notWritable(dir, cause)
    })
    const cluster = this.#cluster(record)
    this.#clusters.set(id, cluster)
    try {
      await writeClusterFile(dir, record)
    } catch (error) {
      await this.#forget(id)
      throw error
    }
    return new PreparedCluster({ dir, record, cluster, drop: () => this.#drop(id) })
  }

  /** Starts what does not run of a cluster, or one member; resolves when all that runs is healthy and one leads. */
  async start(id: string, options: { signal?: AbortSignal; member?: string } = {}): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.start(options)
    return cluster.row
  }

  /** Ends a cluster's members, or one; resolves when they have ended, and throw-away data is deleted. */
  async stop(id: string, member?: string): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.stop(member)
    const { row } = cluster
    if (row.throwAway && member === undefined) await this.#forget(id)
    return row
  }

  /** SIGKILL to one member; resolves when it has ended. */
  async kill(id: string, member: string): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.kill(member)
    return cluster.row
  }

  /** Takes a member out, deletes its data, and lets it join again. */
  async wipeMember(id: string, member: string, signal?: AbortSignal): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.wipe(member, signal)
    return cluster.row
  }

  /** Adds a member and starts it. */
  async addMember(
    id: string,
    options: { asLearner: boolean; engineId?: string },
    signal?: AbortSignal,
  ): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.addMember(options, signal)
    return cluster.row
  }

  /** Takes a member out for good. */
  async removeMember(id: string, member: string, options: { deleteData: boolean }): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.removeMember(member, options)
    return cluster.row
  }

  /** Changes the link between two members, both ways. */
  setLink(id: string, link: LinkState & { readonly from: string; readonly to: string }): Row {
    const cluster = this.#get(id)
    const { from, to, kind, delayMs } = link
    cluster.setLink(from, to, { kind, delayMs: kind === 'slow' ? delayMs : undefined })
    return cluster.row
  }

  /** SIGSTOP to one member; resolves when it is held. */
  async pauseMember(id: string, member: string): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.pauseMember(member)
    return cluster.row
  }

  /** SIGCONT to one member. */
  async resumeMember(id: string, member: string): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.resumeMember(member)
    return cluster.row
  }

  /** Ends one member if it runs and starts it on its data, under the etcd `engineId` if it is given. */
  async restartMember(
    id: string,
    member: string,
    options: { engineId?: string; signal?: AbortSignal } = {},
  ): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.restart(member, options)
    return cluster.row
  }

  async setOnExit(id: string, onExit: OnExit): Promise<Row> {
    const cluster = this.#get(id)
    await cluster.setOnExit(onExit)
    return cluster.row
  }

  /** Stops a cluster and deletes its folder. Fails with `invalid` unless `confirmName` is its name, to the letter. */
  async remove(id: string, confirmName: string): Promise<void> {
    const cluster = this.#get(id)
    if (confirmName !== cluster.row.name)
      throw fail('invalid', `Type ${cluster.row.name} to remove it.`, { details: { field: 'confirmName' } })
    await cluster.stop()
    await this.#forget(id)
  }

  /** One member of a cluster, to look at its process and files; `notFound` when there is no such cluster or member. */
  member(id: string, name: string): Member {
    return this.#get(id).member(name)
  }

  /**
   * The end of the app: running starts are canceled, clusters whose policy is `stop` are stopped until the app starts
   * again (or deleted, with throw-away data), those of `keep` left running; `asked` is what to do with those of `ask`.
   * Resolves when that is done.
   */
  async shutdown(asked: 'stop' | 'keep' = 'stop'): Promise<void> {
    await Promise.all(
      [...this.#clusters.values()].map(async (cluster) => {
        await cluster.interrupt()
        const { id, onExit, links, throwAway } = cluster.row
        if (cluster.isPreparing) return this.#drop(id).catch(() => undefined)
        const stays = (onExit === 'ask' ? asked : onExit) === 'keep' && !links
        if (!stays) await cluster.park().catch(() => undefined)
        if (!stays && throwAway) await this.#forget(id).catch(() => undefined)
        await cluster.close()
      }),
    )
  }

  async #newRecord(input: NewLocalCluster): Promise<ClusterRecord> {
    const { engines, choosePorts = freePorts } = this.#options
    const names = () => [...this.#clusters.values()].map(({ row }) => row.name)
    checkSize(input.members)
    clusterName(input.name, input.members, names())
    checkOnExit(input, input.onExit ?? 'stop')
    const memberEngines = await this.#memberEngines(input)
    const engine = memberEngines?.[0] ?? (await engines.choose({ engineId: input.engineId }))
    await makeFolder(this.#root)
    this.#root = await realpath(this.#root)
    const ports = await choosePorts(portsEach(input) * input.members)
    const name = clusterName(input.name, input.members, names())
    return newCluster({ name, engine, memberEngines, input, ports })
  }

  /** The engine of each member, where they were chosen one by one. */
  async #memberEngines({ members, memberEngineIds }: NewLocalCluster): Promise<Engine[] | undefined> {
    if (memberEngineIds === undefined) return undefined
    const details = { field: 'memberEngineIds' }
    if (memberEngineIds.length !== members)
      throw fail('invalid', 'One etcd is needed for each member.', { details })
    const chosen = await Promise.all(
      memberEngineIds.map((engineId) => this.#options.engines.choose({ engineId })),
    )
    for (const { version } of chosen)
      checkTogether(
        version,
        chosen.map((each) => each.version),
      )
    return chosen
  }

  /** The names of the clusters that run, could be left running, and are to be asked about. */
  toAskAbout(): readonly string[] {
    return this.list()
      .filter(({ onExit, links, endpoints }) => onExit === 'ask' && !links && endpoints.length > 0)
      .map(({ name }) => name)
  }

  #cluster(record: ClusterRecord): LocalCluster {
    const { engines, choosePorts, startTimeoutMs } = this.#options
    const dir = join(this.#root, record.id)
    return new LocalCluster({
      dir,
      record,
      engines,
      choosePorts,
      startTimeoutMs,
      onChange: () => this.#changed(),
    })
  }

  #get(id: string): LocalCluster {
    const cluster = this.#clusters.get(id)
    if (!cluster) throw fail('notFound', 'There is no such cluster.', { details: { id } })
    return cluster
  }

  /** Ends what is left of a cluster that nobody has seen, without asking it, and deletes it. */
  async #drop(id: string): Promise<void> {
    const cluster = this.#get(id)
    await cluster.interrupt()
    await Promise.all(cluster.row.members.map(({ name }) => cluster.kill(name)))
    await this.#forget(id)
  }

  // Ids are ours or checked when read (no separators), so the folder is inside home; a link there is not followed.
  async #forget(id: string): Promise<void> {
    const cluster = this.#get(id)
    await cluster.close()
    const dir = join(this.#root, id)
    const info = await lstat(dir).catch(() => undefined)
    if (info && !info.isDirectory()) throw fail('precondition', `${dir} is not a folder of ours.`)
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    this.#clusters.delete(id)
    this.#changed()
  }

  #changed(): void {
    const seen = [...this.#clusters.values()].filter(({ isPreparing }) => !isPreparing)
    const rows = seen.map((cluster) => Object.freeze(cluster.row))
    rows.sort((a, b) =>
      a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1,
    )
    const text = JSON.stringify(rows)
    if (text === this.#lastRows) return
    this.#lastRows = text
    this.#rows.set(Object.freeze(rows))
  }
}
