import type { ChangeAccount, ChangePlan, ChangeState } from '../../shared/contract/changes'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { pace } from '../transfer/pace'
import { applySteps, TxnLimit, type StepReport } from './apply-steps'
import { readBackup, writeBackup, type BackedUp } from './backup-file'
import { knownLeases } from './known-leases'
import { Outcomes } from './outcomes'
import type { ChangeRequest } from './plan-change'
import { backwardStep, forwardStep, type Step } from './plan-step'
import { stepPortions } from './step-portions'
import { UndoTally } from './undo-tally'

type Row = readonly [ChangeState]
type Batches = AsyncGenerator<readonly Step[], void, undefined>

interface Pass {
  readonly total: number
  readonly batches: (signal: AbortSignal) => Batches
  readonly report: (what: StepReport) => void
  readonly account: () => ChangeAccount
}

/** A planned change: run as often as it takes, and taken back. What became of each key is kept as long as this is. */
export class Change {
  readonly #outcomes: Outcomes
  readonly #firstChanged: Uint8Array[] = []
  readonly #limit = new TxnLimit()
  #backup: string | undefined

  constructor(
    readonly plan: ChangePlan,
    readonly request: ChangeRequest,
    readonly folder: string,
  ) {
    this.#outcomes = new Outcomes(plan.count)
  }

  /** Writes the backup, then what is left of the plan. Aborting lets the transaction under way end. */
  async *run(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    try {
      yield* this.#ensureBackup(client, signal)
    } catch (error) {
      const reason = toFailure(error)
      const failure = reason.code === 'canceled' ? undefined : reason
      yield [this.#state('done', 'backup', { failure, isCanceled: failure === undefined })]
      return
    }
    yield* this.#pass(client, signal, {
      total: this.plan.count,
      batches: (stop) => this.#steps(stop, (each) => this.#forward(each)),
      report: (what) => this.#settle(what),
      account: () => this.#account(),
    })
  }

  /** Takes back what the run wrote and nobody has touched since. */
  async *undo(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    const leases = await knownLeases(client, signal)
    const tally = new UndoTally(this.#outcomes, this.#backup ?? '', this.#outcomes.written)
    yield* this.#pass(client, signal, {
      total: this.#outcomes.written,
      batches: (stop) => this.#steps(stop, (each) => this.#backward(each, leases, tally)),
      report: (what) => tally.report(what),
      account: () => tally.account(),
    })
  }

  async *#ensureBackup(client: EtcdClient, signal: AbortSignal): AsyncGenerator<Row, void, undefined> {
    if (this.#backup !== undefined) return
    const { id, kind, revision } = this.plan
    const job = { folder: this.folder, id, kind, scope: this.request.scope, revision }
    const isDue = pace()
    const writing = writeBackup(client, job, signal)
    for (;;) {
      const next = await writing.next()
      if (next.done) return void (this.#backup = next.value)
      throwIfAborted(signal)
      if (isDue()) yield [this.#state('progress', 'backup', { done: next.value })]
    }
  }

  async *#pass(client: EtcdClient, signal: AbortSignal, pass: Pass): AsyncGenerator<Row, void, undefined> {
    const isDue = pace()
    const began = performance.now()
    let failure: Failure | undefined
    let done = 0
    const report = (what: StepReport) => {
      done += what.steps.length
      pass.report(what)
    }
    const now = () => ({
      phase: 'write' as const,
      done,
      total: pass.total,
      ratePerSecond: (1000 * done) / Math.max(1, performance.now() - began),
      account: pass.account(),
    })
    try {
      for await (const steps of stepPortions(pass.batches(signal), this.#limit)) {
        if (signal.aborted) break
        await applySteps(client, steps, { limit: this.#limit, report })
        if (isDue()) yield [{ kind: 'progress', ...now(), isCanceled: false }]
      }
    } catch (error) {
      const reason = toFailure(error)
      if (reason.code !== 'canceled') failure = reason
    }
    const isCanceled = signal.aborted && pass.account().remaining > 0
    yield [{ kind: 'done', ...now(), failure, isCanceled }]
  }

  async *#steps(signal: AbortSignal, stepOf: (each: BackedUp) => Step | undefined): Batches {
    if (this.#backup === undefined) throw fail('precondition', 'Nothing was changed yet.')
    for await (const batch of readBackup(this.#backup, this.plan.count, signal))
      yield batch.flatMap((each) => stepOf(each) ?? [])
  }

  #forward({ index, kv }: BackedUp): Step | undefined {
    const { kind, mapping } = this.request
    return this.#outcomes.isPending(index) ? forwardStep(kind, index, kv, mapping) : undefined
  }

  #backward({ index, kv }: BackedUp, leases: ReadonlySet<string>, tally: UndoTally): Step | undefined {
    const written = this.#outcomes.writtenAt(index)
    if (written === undefined) return undefined
    const { kind, mapping } = this.request
    const isLeaseGone = kv.lease !== undefined && !leases.has(kv.lease)
    if (isLeaseGone && kind !== 'duplicate') tally.withoutLease.add(index)
    const lease = isLeaseGone ? undefined : kv.lease
    return backwardStep(kind, index, { kv: { ...kv, lease }, written, mapping })
  }

  #settle(what: StepReport): void {
    for (const step of what.steps) {
      if (what.kind === 'written') this.#outcomes.markWritten(step.index, what.revision)
      else this.#outcomes.mark(step.index, what.kind)
      const key = step.guards[0]?.key
      if (what.kind === 'changed' && key && this.#firstChanged.length < 100) this.#firstChanged.push(key)
    }
  }

  #account(): ChangeAccount {
    return this.#outcomes.account({ firstChanged: [...this.#firstChanged], backupFile: this.#backup ?? '' })
  }

  #state(
    kind: 'progress' | 'done',
    phase: 'backup',
    more: { readonly done?: number; readonly failure?: Failure; readonly isCanceled?: boolean },
  ): ChangeState {
    const facts = { done: 0, total: this.plan.count, ratePerSecond: 0, isCanceled: false }
    return { kind, phase, ...facts, account: this.#account(), ...more }
  }
}
