import type { ChangeAccount, ChangeOperation, ChangePlan, ChangeState } from '../../shared/contract/changes'
import { fail, toFailure } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { clusterIdOf } from '../transfer/cluster-id'
import { pace } from '../transfer/pace'
import { TxnLimit, type StepReport } from './apply-steps'
import { isThere, writeBackup } from './backup-file'
import { grantLeases } from './grant-leases'
import { knownLeases } from './known-leases'
import type { OperationHead } from './operation-head'
import { Operation } from './operation'
import type { Outcomes } from './outcomes'
import { writePastFiles } from './past-files'
import type { Step } from './plan-step'
import { compareOf, plannedKeys, stepBack, stepOf, type PlannedKey, type SourceOf } from './planned-keys'
import { runPass, type Pass } from './run-pass'
import { settleDoubt } from './settle-doubt'
import { UndoTally } from './undo-tally'

type Row = readonly [ChangeState]
type Batches = AsyncGenerator<readonly Step[], void, undefined>
type Leases = ReadonlySet<string>

/** A planned change: run as often as it takes, and taken back. What became of each key outlives the app. */
export class Change {
  readonly #limit = new TxnLimit()
  readonly #operation: Operation

  /** @param operation one that was found on disk, to go on with */
  constructor(
    readonly head: OperationHead,
    private readonly place: { readonly folder: string; readonly sourceOf: SourceOf },
    operation?: Operation,
  ) {
    this.#operation = operation ?? new Operation(head, place.folder)
  }

  get plan(): ChangePlan {
    return this.head.plan
  }

  get #outcomes(): Outcomes {
    return this.#operation.outcomes
  }

  /** How it stands, without asking the store. */
  async describe(isRunning: boolean): Promise<ChangeOperation> {
    const { plan, at, request } = this.head
    const { scope, mapping } = request
    const facts = { plan, at, scope, mapping, isRunning, undone: this.#outcomes.undone }
    return { ...facts, account: this.#account(), hasBackup: await isThere(this.#operation.backup) }
  }

  /** Writes the backup, then what is left of the plan. Aborting lets the transaction under way end. */
  async *run(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    let leases: Leases = new Set()
    try {
      await this.#checkCluster(client, signal)
      yield* this.#ensureBackup(client, signal)
      if (this.plan.kind === 'putBack') leases = await grantLeases(client, this.head.ttls ?? {}, signal)
    } catch (error) {
      yield [this.#ended(error, this.#account())]
      return
    }
    const begin = (): Pass => ({
      isUndo: false,
      total: this.plan.count,
      batches: (stop) => this.#steps(client, stop, (each) => this.#forward(each, leases)),
      report: (what) => this.#settle(what),
      account: () => this.#account(),
    })
    yield* this.#pass(client, { leases, begin }, signal)
  }

  /** Takes back what the run wrote and nobody has touched since. */
  async *undo(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    if (!this.#operation.hasBegun) throw fail('precondition', 'Nothing was changed yet.')
    const newTally = () => new UndoTally(this.#operation, this.#outcomes.written)
    let leases: Leases
    try {
      await this.#checkCluster(client, signal)
      leases = await knownLeases(client, signal)
    } catch (error) {
      yield [this.#ended(error, newTally().account())]
      return
    }
    const begin = (): Pass => {
      const tally = newTally()
      return {
        isUndo: true,
        total: this.#outcomes.written,
        batches: (stop) => this.#steps(client, stop, (each) => this.#backward(each, leases)),
        report: (what) => tally.report(what),
        account: () => tally.account(),
      }
    }
    yield* this.#pass(client, { leases, begin }, signal)
  }

  /** The same revisions mean something else in another cluster. */
  async #checkCluster(client: EtcdClient, signal: AbortSignal): Promise<void> {
    if ((await clusterIdOf(client, signal)) === this.plan.clusterId) return
    throw fail(
      'precondition',
      `This was planned on the cluster ${this.plan.clusterId}; the connection leads to another one now.`,
    )
  }

  async *#ensureBackup(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    const { past } = this.plan
    const isDue = pace()
    const total = past ? past.again + past.changed + past.same + past.newer : this.plan.count
    for await (const done of this.#writeFiles(client, signal)) {
      throwIfAborted(signal)
      const facts = { done, total, ratePerSecond: 0, isCanceled: false }
      if (isDue()) yield [{ kind: 'progress', phase: 'backup', ...facts, account: this.#account() }]
    }
  }

  /** All old values, on disk before the first write. */
  async *#writeFiles(client: EtcdClient, signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    const { backup, folder, past } = this.#operation
    const { kind, revision, clusterId } = this.plan
    const { scope } = this.head.request
    if (kind === 'putBack') {
      const compare = compareOf(this.head, { signal, sourceOf: this.place.sourceOf })
      yield* writePastFiles(client, { folder, backup, past, clusterId, compare })
    } else if (!(await isThere(backup)))
      yield* writeBackup(client, backup, { folder, kind, scope, revision, signal })
  }

  #pass(
    client: EtcdClient,
    { leases, begin }: { readonly leases: Leases; readonly begin: () => Pass },
    signal: AbortSignal,
  ): AsyncGenerator<Row, void, undefined> {
    const settle = () => this.#settleDoubt(client, leases, signal)
    return runPass(client, { operation: this.#operation, limit: this.#limit, begin, settle }, signal)
  }

  /** The one transaction of which nobody knows whether it was carried out. */
  async #settleDoubt(client: EtcdClient, leases: Leases, signal: AbortSignal): Promise<void> {
    const { doubt } = this.#operation
    if (!doubt) return
    const places = new Set(doubt.places)
    const sent = (each: PlannedKey) => {
      if (!places.has(each.index)) return undefined
      return doubt.isUndo ? this.#backward(each, leases) : stepOf(this.head.request, each, leases)
    }
    const steps: Step[] = []
    for await (const batch of this.#steps(client, signal, sent)) steps.push(...batch)
    const bare = steps.filter(({ isBare }) => isBare).length
    this.#operation.settle(await settleDoubt(client, steps, signal), bare)
  }

  async *#steps(
    client: EtcdClient,
    signal: AbortSignal,
    make: (each: PlannedKey) => Step | undefined,
  ): Batches {
    const { sourceOf } = this.place
    for await (const batch of plannedKeys(client, this.#operation, { signal, sourceOf }))
      yield batch.flatMap((each) => make(each) ?? [])
  }

  #forward(each: PlannedKey, leases: Leases): Step | undefined {
    return this.#outcomes.isPending(each.index) ? stepOf(this.head.request, each, leases) : undefined
  }

  #backward(each: PlannedKey, leases: Leases): Step | undefined {
    const written = this.#outcomes.writtenAt(each.index)
    return written === undefined ? undefined : stepBack(this.head.request, each, { written, leases })
  }

  #settle({ steps, ...what }: StepReport): void {
    const places = steps.map(({ index }) => index)
    const bare = steps.filter(({ isBare }) => isBare).length
    const keys = what.kind === 'changed' ? steps.flatMap(({ guards }) => guards[0]?.key ?? []) : undefined
    this.#operation.add({ ...what, places, keys, bare: bare || undefined })
  }

  #account(): ChangeAccount {
    return this.#operation.account()
  }

  /** It ended before anything was changed by this pass. */
  #ended(error: unknown, account: ChangeAccount): ChangeState {
    const reason = toFailure(error)
    const failure = reason.code === 'canceled' ? undefined : reason
    const facts = { done: 0, total: this.plan.count, ratePerSecond: 0, isCanceled: failure === undefined }
    return { kind: 'done', phase: 'backup', ...facts, failure, account }
  }
}
