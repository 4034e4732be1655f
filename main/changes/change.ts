import type { ChangeAccount, ChangeOperation, ChangePlan, ChangeState } from '../../shared/contract/changes'
import { fail, toFailure } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { clusterIdOf } from '../transfer/cluster-id'
import { pace } from '../transfer/pace'
import { TxnLimit, type StepReport } from './apply-steps'
import { isThere, writeBackup, type BackedUp } from './backup-file'
import { knownLeases } from './known-leases'
import { oldValues } from './old-values'
import type { OperationHead } from './operation-head'
import { Operation } from './operation'
import type { Outcomes } from './outcomes'
import { backwardStep, forwardStep, type Step } from './plan-step'
import { runPass, type Pass } from './run-pass'
import { settleDoubt } from './settle-doubt'
import { UndoTally } from './undo-tally'

type Row = readonly [ChangeState]
type Batches = AsyncGenerator<readonly Step[], void, undefined>

/** A planned change: run as often as it takes, and taken back. What became of each key outlives the app. */
export class Change {
  readonly #limit = new TxnLimit()
  readonly #operation: Operation

  /** @param operation one that was found on disk, to go on with */
  constructor(
    readonly head: OperationHead,
    folder: string,
    operation?: Operation,
  ) {
    this.#operation = operation ?? new Operation(head, folder)
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
    try {
      await this.#checkCluster(client, signal)
      yield* this.#ensureBackup(client, signal)
    } catch (error) {
      yield [this.#ended(error, this.#account())]
      return
    }
    yield* this.#pass(client, signal, () => ({
      isUndo: false,
      total: this.plan.count,
      batches: (stop) => this.#steps(client, stop, (each) => this.#forward(each)),
      report: (what) => this.#settle(what),
      account: () => this.#account(),
    }))
  }

  /** Takes back what the run wrote and nobody has touched since. */
  async *undo(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    if (!this.#operation.hasBegun) throw fail('precondition', 'Nothing was changed yet.')
    const newTally = () => new UndoTally(this.#operation, this.#outcomes.written)
    let leases: ReadonlySet<string>
    try {
      await this.#checkCluster(client, signal)
      leases = await knownLeases(client, signal)
    } catch (error) {
      yield [this.#ended(error, newTally().account())]
      return
    }
    yield* this.#pass(client, signal, () => {
      const tally = newTally()
      return {
        isUndo: true,
        total: this.#outcomes.written,
        batches: (stop) => this.#steps(client, stop, (each) => this.#backward(each, leases, tally)),
        report: (what) => tally.report(what),
        account: () => tally.account(),
      }
    })
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
    const { backup, folder } = this.#operation
    if (await isThere(backup)) return
    const { kind, revision } = this.plan
    const isDue = pace()
    const job = { folder, kind, scope: this.head.request.scope, revision, signal }
    for await (const done of writeBackup(client, backup, job)) {
      throwIfAborted(signal)
      const facts = { done, total: this.plan.count, ratePerSecond: 0, isCanceled: false }
      if (isDue()) yield [{ kind: 'progress', phase: 'backup', ...facts, account: this.#account() }]
    }
  }

  #pass(client: EtcdClient, signal: AbortSignal, begin: () => Pass): AsyncGenerator<Row, void, undefined> {
    const settle = () => this.#settleDoubt(client, signal)
    return runPass(client, { operation: this.#operation, limit: this.#limit, begin, settle }, signal)
  }

  /** The one transaction of which nobody knows whether it was carried out. */
  async #settleDoubt(client: EtcdClient, signal: AbortSignal): Promise<void> {
    const { doubt } = this.#operation
    if (!doubt) return
    const places = new Set(doubt.places)
    const stepOf = ({ index, kv }: BackedUp) => {
      const { kind, mapping } = this.head.request
      if (!doubt.isUndo) return forwardStep(kind, index, kv, mapping)
      const written = this.#outcomes.writtenAt(index)
      return written === undefined ? undefined : backwardStep(kind, index, { kv, written, mapping })
    }
    const steps: Step[] = []
    for await (const batch of this.#steps(client, signal, (each) =>
      places.has(each.index) ? stepOf(each) : undefined,
    ))
      steps.push(...batch)
    this.#operation.settle(await settleDoubt(client, steps, signal))
  }

  async *#steps(
    client: EtcdClient,
    signal: AbortSignal,
    stepOf: (each: BackedUp) => Step | undefined,
  ): Batches {
    const { plan, request } = this.head
    const source = { client, plan, scope: request.scope, backup: this.#operation.backup }
    for await (const batch of oldValues(source, signal)) yield batch.flatMap((each) => stepOf(each) ?? [])
  }

  #forward({ index, kv }: BackedUp): Step | undefined {
    const { kind, mapping } = this.head.request
    return this.#outcomes.isPending(index) ? forwardStep(kind, index, kv, mapping) : undefined
  }

  #backward({ index, kv }: BackedUp, leases: ReadonlySet<string>, tally: UndoTally): Step | undefined {
    const written = this.#outcomes.writtenAt(index)
    if (written === undefined) return undefined
    const { kind, mapping } = this.head.request
    const isLeaseGone = kv.lease !== undefined && !leases.has(kv.lease)
    if (isLeaseGone && kind !== 'duplicate') tally.withoutLease.add(index)
    const lease = isLeaseGone ? undefined : kv.lease
    return backwardStep(kind, index, { kv: { ...kv, lease }, written, mapping })
  }

  #settle({ steps, ...what }: StepReport): void {
    const places = steps.map(({ index }) => index)
    const keys = what.kind === 'changed' ? steps.flatMap(({ guards }) => guards[0]?.key ?? []) : undefined
    this.#operation.add({ ...what, places, keys })
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
