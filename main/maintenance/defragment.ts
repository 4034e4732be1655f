import type { ClusterStatus, MemberRow } from '../../shared/contract/cluster'
import type { DefragmentState, DefragmentStep } from '../../shared/contract/maintenance'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { askEndpoint } from '../cluster/ask-endpoint'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { headerRevision } from '../etcd/rows'
import { defragmentOrder } from './defragment-order'
import { isWell, obstacleIn } from './defragment-plan'
import { passGate, type GateMember } from './gate'
import { leadAway } from './lead-away'
import { longMs } from './long'
import { endpointOf, readCluster, servesMaintenance } from './read-cluster'

export interface DefragmentRequest {
  /** Ids of the members to take; absent: all. */
  readonly members?: readonly string[]
  readonly movesLeader: boolean
  readonly gateTimeoutMs: number
}

type Batch = readonly [DefragmentState]

/** See the contract's `defragment`: one run over the members. */
export class Defragmentation {
  readonly #begun = performance.now()
  readonly #steps = new Map<string, DefragmentStep>()
  /** Those that were well at the start: all of them must be again before the next one is taken. */
  #watched: readonly GateMember[] = []
  #movedLeader: DefragmentState['movedLeader']
  #waitsFor: string | undefined
  #revision: bigint | undefined

  constructor(
    private readonly client: EtcdClient,
    private readonly request: DefragmentRequest,
  ) {}

  /** @param signal ends it after the member under way; the last state is the account all the same */
  async *run(signal: AbortSignal): AsyncGenerator<Batch, void, undefined> {
    let failure: Failure | undefined
    try {
      const cluster = await readCluster(this.client, signal)
      this.#begin(cluster)
      const waiting = new Set(
        [...this.#steps.values()].filter(({ state }) => state === 'waiting').map(({ memberId }) => memberId),
      )
      while (waiting.size > 0 && !signal.aborted) {
        // Who leads may have changed since the last one.
        const now = await readCluster(this.client, signal)
        const [next] = defragmentOrder(now.members.filter(({ id }) => waiting.has(id)))
        if (!next) throw fail('precondition', 'A member was removed meanwhile.')
        waiting.delete(next.id)
        yield* this.#turn(next, now, signal)
      }
    } catch (error) {
      failure = toFailure(error)
    }
    const isCanceled = signal.aborted && (failure === undefined || failure.code === 'canceled')
    this.#close(failure)
    yield this.#state('done', { isCanceled, failure: isCanceled ? undefined : failure })
  }

  #begin(status: ClusterStatus): void {
    const rows = status.members.map((member) => ({ ...member, isWell: isWell(member) }))
    const obstacle = obstacleIn(status)
    if (obstacle) throw fail('precondition', obstacle)
    this.#watched = rows
      .filter((row) => row.isWell)
      .map((row) => ({ name: row.name, role: row.role, endpoint: endpointOf(row) }))
    for (const row of defragmentOrder(rows)) {
      const isWanted =
        row.isWell && servesMaintenance(row) && (this.request.members?.includes(row.id) ?? true)
      this.#steps.set(row.id, {
        memberId: row.id,
        name: row.name,
        endpoint: endpointOf(row),
        role: row.role,
        state: isWanted ? 'waiting' : 'skipped',
        beforeBytes: row.dbSizeBytes,
      })
    }
  }

  async *#turn(member: MemberRow, now: ClusterStatus, signal: AbortSignal): AsyncGenerator<Batch> {
    const { id, name } = member
    const endpoint = endpointOf(member)
    this.#set(id, { role: member.role })
    if (member.role === 'leader' && this.request.movesLeader) {
      yield this.#progress(id, 'moving', `${name} to give leadership away`)
      await this.#moveFrom(member, now, signal)
    }
    yield this.#progress(id, 'defragmenting', `${name} to rewrite its database`)
    const begun = performance.now()
    // It cannot be interrupted: only the end of the connection ends the wait for it.
    await this.client.unary(Maintenance.method.defragment, {}, { endpoint, timeoutMs: longMs })
    const tookMs = performance.now() - begun
    const { status } = await askEndpoint(this.client, endpoint, new AbortController().signal)
    this.#revision = status ? headerRevision(status.header) : this.#revision
    this.#set(id, { tookMs, afterBytes: status && Number(status.dbSize) })
    yield this.#progress(id, 'checking', `all members to be well again`)
    await this.#gate(name, signal)
    this.#set(id, { state: 'done' })
    this.#waitsFor = undefined
    yield this.#state('progress')
  }

  async #gate(name: string, signal: AbortSignal): Promise<void> {
    const timeoutMs = this.request.gateTimeoutMs
    const problem = await passGate(this.client, this.#watched, { timeoutMs, signal })
    if (problem === undefined) return
    const left = [...this.#steps.values()].filter(({ state }) => state === 'waiting')
    const rest = left.length > 0 ? ` ${left.map((each) => each.name).join(', ')} not touched.` : ''
    throw fail(
      'precondition',
      `${name} was defragmented, but after ${timeoutMs / 1_000} s the cluster is not well: ${problem}.${rest}`,
    )
  }

  /** To the voter that is furthest. A single voter has nobody to give it to. */
  async #moveFrom(leader: MemberRow, { members }: ClusterStatus, signal: AbortSignal): Promise<void> {
    const [to] = members
      .filter((each) => each.role === 'follower' && isWell(each))
      .sort((a, b) => Number((b.raftAppliedIndex ?? 0n) - (a.raftAppliedIndex ?? 0n)))
    if (!to) return
    const from = { name: leader.name, endpoint: endpointOf(leader) }
    await leadAway(this.client, { from, to, timeoutMs: this.request.gateTimeoutMs }, signal)
    this.#movedLeader = { from: leader.name, to: to.name }
    this.#set(leader.id, { role: 'follower' })
  }

  #set(id: string, more: Partial<DefragmentStep>): void {
    const step = this.#steps.get(id)
    if (step) this.#steps.set(id, { ...step, ...more })
  }

  /** What was under way has failed, or was canceled before it began; what waited is not reached. */
  #close(failure: Failure | undefined): void {
    for (const { memberId, state, tookMs } of this.#steps.values()) {
      if (state === 'waiting') this.#set(memberId, { state: 'skipped' })
      if (state !== 'moving' && state !== 'defragmenting' && state !== 'checking') continue
      const wasCanceled = failure?.code === 'canceled'
      const undone = tookMs === undefined ? 'skipped' : 'done'
      this.#set(memberId, { state: wasCanceled ? undone : 'failed' })
    }
    this.#waitsFor = undefined
  }

  #progress(id: string, state: DefragmentStep['state'], waitsFor: string): Batch {
    this.#set(id, { state })
    this.#waitsFor = waitsFor
    return this.#state('progress')
  }

  #state(
    kind: DefragmentState['kind'],
    end: { isCanceled: boolean; failure?: Failure } = { isCanceled: false },
  ): Batch {
    return [
      {
        kind,
        steps: [...this.#steps.values()],
        movedLeader: this.#movedLeader,
        waitsFor: this.#waitsFor,
        tookMs: performance.now() - this.#begun,
        revision: this.#revision,
        ...end,
      },
    ]
  }
}
