import type { LocalCluster } from '../../shared/contract/local'
import type { SampleSize, SampleState } from '../../shared/contract/sample'
import { fail, toFailure } from '../../shared/failure'
import { clientOptions } from '../connections/client-options'
import { delay, linkSignals } from '../etcd/abort'
import { EtcdClient } from '../etcd/client'
import { Latest } from '../latest'
import { fillSample } from './fill'
import { liveOn } from './life'
import { samplesFile } from './samples-file'

/** What this needs to know of the local clusters. */
export interface ClusterSource {
  list(): readonly LocalCluster[]
  watch(signal: AbortSignal): AsyncIterable<readonly (readonly LocalCluster[])[]>
}

/** A cluster that does not answer is tried again after so long. */
const againMs = 2_000

/** The sample registries of local clusters: filled on request, and kept changing while they are asked to and the app runs. */
export class Samples {
  readonly #file
  readonly #stop = new AbortController()
  readonly #latest = new Latest<readonly SampleState[]>([])
  readonly #lives = new Map<string, { readonly stop: AbortController; readonly over: Promise<void> }>()

  constructor(
    home: string,
    private readonly clusters: ClusterSource,
  ) {
    this.#file = samplesFile(home)
  }

  /** Reads what earlier runs filled. Call it once, before anything else. */
  async load(): Promise<void> {
    const { samples } = await this.#file.read()
    this.#latest.set(samples.map((each) => ({ ...each, isFilling: false, isAlive: false })))
  }

  watch(signal: AbortSignal): AsyncIterable<readonly (readonly SampleState[])[]> {
    return this.#latest.follow(signal)
  }

  /** Forgets the samples of clusters that are removed; runs until the signal is aborted. */
  async followClusters(signal: AbortSignal): Promise<void> {
    for await (const [clusters = []] of this.clusters.watch(signal)) {
      const isGone = ({ clusterId }: SampleState) => clusters.every(({ id }) => id !== clusterId)
      for (const { clusterId } of this.#latest.value.filter(isGone)) await this.#forget(clusterId)
    }
  }

  /** Resolves when all of it is there; see the contract. */
  async fill(clusterId: string, size: SampleSize, left?: AbortSignal): Promise<void> {
    const known = this.#of(clusterId)
    if (known && (known.isFilling || known.written >= known.size))
      throw fail('exists', 'This cluster has a sample registry.')
    const cluster = this.#cluster(clusterId)
    this.#put({ clusterId, size, written: 0, isFilling: true, isAlive: false })
    const { signal, release } = linkSignals(left, this.#stop.signal)
    let written = 0
    try {
      await using client = await this.#client(cluster)
      const onWritten = (keys: number) => this.#change(clusterId, { written: (written = keys) })
      await fillSample(client, { size, now: new Date() }, { signal, onWritten })
      this.#change(clusterId, { isFilling: false })
    } catch (error) {
      const failure = toFailure(error)
      this.#change(clusterId, { isFilling: false, failure })
      if (written === 0) await this.#forget(clusterId)
      throw error
    } finally {
      release()
      await this.#save()
    }
  }

  /** Begins or ends its changing; resolves when no more is written. */
  async setLife(clusterId: string, isAlive: boolean): Promise<void> {
    if (!this.#of(clusterId)) throw fail('notFound', 'This cluster has no sample registry.')
    const life = this.#lives.get(clusterId)
    if (isAlive === (life !== undefined)) return
    this.#change(clusterId, { isAlive, failure: undefined })
    if (!isAlive) {
      life?.stop.abort()
      await life?.over
      return
    }
    const stop = new AbortController()
    this.#lives.set(clusterId, { stop, over: this.#live(clusterId, stop.signal) })
  }

  /** Ends all; resolves when nothing more is written. */
  async stop(): Promise<void> {
    this.#stop.abort()
    const lives = [...this.#lives.values()]
    for (const { stop } of lives) stop.abort()
    await Promise.all(lives.map(({ over }) => over))
    await this.#file.settled()
  }

  async #live(clusterId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await using client = await this.#client(this.#cluster(clusterId))
        this.#change(clusterId, { failure: undefined })
        await liveOn(client, signal)
      } catch (error) {
        if (signal.aborted) break
        this.#change(clusterId, { failure: toFailure(error) })
        await delay(againMs, signal).catch(() => {})
      }
    }
    this.#lives.delete(clusterId)
  }

  async #client({ name, members, tls }: LocalCluster): Promise<EtcdClient> {
    const endpoints = members.filter(({ role }) => role !== 'learner').map(({ clientUrl }) => clientUrl)
    return new EtcdClient(await clientOptions({ name, endpoints, ...(tls ? { tls } : {}), readOnly: false }))
  }

  #cluster(id: string): LocalCluster {
    const cluster = this.clusters.list().find((each) => each.id === id)
    if (!cluster) throw fail('notFound', 'There is no such local cluster.')
    return cluster
  }

  #of(clusterId: string): SampleState | undefined {
    return this.#latest.value.find((each) => each.clusterId === clusterId)
  }

  #put(state: SampleState): void {
    const others = this.#latest.value.filter(({ clusterId }) => clusterId !== state.clusterId)
    this.#latest.set([...others, state])
  }

  #change(clusterId: string, change: Partial<SampleState>): void {
    const known = this.#of(clusterId)
    if (known) this.#put({ ...known, ...change })
  }

  async #forget(clusterId: string): Promise<void> {
    this.#lives.get(clusterId)?.stop.abort()
    this.#latest.set(this.#latest.value.filter((each) => each.clusterId !== clusterId))
    await this.#save()
  }

  #save(): Promise<void> {
    const samples = this.#latest.value.map(({ clusterId, size, written }) => ({ clusterId, size, written }))
    return this.#file.write({ samples })
  }
}
