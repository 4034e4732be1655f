import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { LocalCluster } from '../../../shared/contract/local'
import type { Failure } from '../../../shared/failure'
import { toFailure } from '../../../shared/failure'
import { EtcdClient } from '../../etcd/client'
import type { Member } from '../../etcd/gen/etcdserverpb/cluster_pb'
import { Cluster } from '../../etcd/gen/etcdserverpb/cluster_pb'
import { Maintenance } from '../../etcd/gen/etcdserverpb/maintenance_pb'

const retryMs = 200
const settleMs = 30_000
const askMs = 5_000

/** The membership of a local cluster, asked and changed through the members that answer. */
export class Membership implements AsyncDisposable {
  private constructor(private readonly client: EtcdClient) {}

  /** `endpoints` must be members that stay; at least one. */
  static async open(endpoints: readonly string[], tls: LocalCluster['tls']): Promise<Membership> {
    const [ca, cert, key] = tls
      ? await Promise.all([tls.caFile, tls.certFile, tls.keyFile].map((path) => readFile(path)))
      : []
    return new Membership(new EtcdClient({ endpoints, ...(tls ? { tls: { ca, cert, key } } : {}) }))
  }

  async list(signal?: AbortSignal): Promise<readonly Member[]> {
    return (await this.client.unary(Cluster.method.memberList, {}, { signal })).members
  }

  /** Asks the leader at `endpoint` to hand over; when it does not, the members elect another in their own time. */
  async moveLeader(endpoint: string, targetId: bigint, signal?: AbortSignal): Promise<void> {
    const options = { endpoint, signal, timeoutMs: askMs }
    await this.client.unary(Maintenance.method.moveLeader, { targetId }, options).catch(() => undefined)
  }

  /** Resolves when the member is no part of the cluster any more, also when it was none before. */
  async remove(id: bigint, signal?: AbortSignal): Promise<void> {
    try {
      await this.#settled(
        () => this.client.unary(Cluster.method.memberRemove, { id }, { signal, timeoutMs: askMs }),
        signal,
      )
    } catch (error) {
      // Whether a write that was not answered was carried out is found out by looking.
      if ((await this.list(signal)).some((member) => member.id === id)) throw error
    }
  }

  /** Adds a member that is to be started at this peer URL; resolves with its id and all members, it included. */
  async add(
    peerUrl: string,
    options: { readonly asLearner: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly id: bigint; readonly members: readonly Member[] }> {
    const { asLearner: isLearner, signal } = options
    const input = { peerUrls: [peerUrl], isLearner }
    try {
      await this.#settled(
        () => this.client.unary(Cluster.method.memberAdd, input, { signal, timeoutMs: askMs }),
        signal,
      )
    } catch (error) {
      if (!(await this.list(signal)).some(isAt(peerUrl))) throw error
    }
    const members = await this.list(signal)
    return { id: members.find(isAt(peerUrl))?.id ?? 0n, members }
  }

  /** Makes a learner a voter as soon as it has caught up with the leader, which is waited for. */
  async promote(
    id: bigint,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<void> {
    const { timeoutMs, signal } = options
    const ask = () => this.client.unary(Cluster.method.memberPromote, { id }, { signal, timeoutMs: askMs })
    const isBehind = (failure: Failure) => failure.reason?.includes('in sync with leader') ?? false
    await retry(ask, { isPassing: (failure) => isBehind(failure) || isUnsettled(failure), timeoutMs, signal })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]()
  }

  #settled<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return retry(work, { isPassing: isUnsettled, timeoutMs: settleMs, signal })
  }
}

const isAt =
  (peerUrl: string) =>
  (member: Member): boolean =>
    member.peerUrls.includes(peerUrl)

// etcd changes nothing while members are connected for less than five seconds ("unhealthy cluster"; HealthInterval in
// server/etcdserver/server.go), and answers nothing while they elect. Asking twice does no harm: a member is added by
// its URL and removed by its id.
const isUnsettled = ({ code, reason }: Failure): boolean =>
  code === 'unavailable' || code === 'deadline' || (reason?.includes('unhealthy cluster') ?? false)

async function retry<T>(
  work: () => Promise<T>,
  options: {
    readonly isPassing: (failure: Failure) => boolean
    readonly timeoutMs: number
    readonly signal?: AbortSignal
  },
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isOver = performance.now() > deadline || options.signal?.aborted
      if (isOver || !options.isPassing(toFailure(error))) throw error
      await delay(retryMs, undefined, { signal: options.signal }).catch(() => undefined)
    }
  }
}
