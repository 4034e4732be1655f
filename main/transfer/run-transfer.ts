import type {
  PlannedKind,
  TransferAccount,
  TransferPolicy,
  TransferState,
} from '../../shared/contract/transfer'
import { fail, toFailure, type Failure } from '../../shared/failure'
import type { StepReport } from '../changes/apply-steps'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { backUpTarget, deleteExtra } from './delete-extra'
import { pace } from './pace'
import type { Planned } from './plan-transfer'
import { portions } from './portions'
import { putGuarded, type GuardedPut, type PutReport } from './put-guarded'

const shownKeys = 100

const writes: Readonly<Record<TransferPolicy, readonly PlannedKind[]>> = {
  skip: ['added'],
  unchanged: ['added', 'changed'],
  overwrite: ['added', 'changed', 'conflicting'],
}

export interface RunOptions {
  readonly policy: TransferPolicy
  readonly signal: AbortSignal
  /** Where the backup goes that is written before keys are deleted, and what tells it from others. */
  readonly folder: string
  readonly id: string
}

/**
 * Writes a plan, portion by portion, each key guarded by what the dry run saw. Aborting lets the portion under way end;
 * the last row is the account of what was done, also after a failure.
 */
export async function* runTransfer(
  client: EtcdClient,
  planned: Planned,
  { policy, signal, ...backup }: RunOptions,
): AsyncGenerator<readonly [TransferState], void, undefined> {
  const { extra } = planned
  const tally = new Tally(planned.plan.keys + (extra?.keys.length ?? 0))
  const isDue = pace()
  let failure: Failure | undefined
  const progress = (backedUp?: number): readonly [TransferState] => [
    { kind: 'progress', account: tally.account(), backedUp, isCanceled: false },
  ]
  try {
    if (extra && extra.keys.length > 0) {
      const saving = backUpTarget(client, extra, { ...backup, signal })
      for (let next = await saving.next(); ; next = await saving.next()) {
        if (next.done) {
          tally.backupFile = next.value
          break
        }
        throwIfAborted(signal)
        if (isDue()) yield progress(next.value)
      }
    }
    for await (const puts of portions(chosen(planned, writes[policy], { tally, signal }))) {
      if (signal.aborted) break
      await putGuarded(client, puts, (what) => tally.add(what))
      if (isDue()) yield progress()
    }
    const report = (what: StepReport) => tally.addSteps(what)
    const deleting = extra && !signal.aborted && deleteExtra(client, extra, { report, signal })
    while (deleting && !(await deleting.next()).done) if (isDue()) yield progress()
  } catch (error) {
    failure = toFailure(error)
  }
  const isCanceled = signal.aborted && tally.account().remaining > 0
  if (failure?.code === 'canceled') failure = undefined
  yield [{ kind: 'done', account: tally.account(), failure, isCanceled }]
}

/** The entries a policy writes, with their guards; the others are counted on the way. */
async function* chosen(
  { guards, source, leases }: Planned,
  kinds: readonly PlannedKind[],
  { tally, signal }: { tally: Tally; signal: AbortSignal },
): AsyncGenerator<readonly GuardedPut[], void, undefined> {
  let index = 0
  for await (const entries of source.entries(signal)) {
    const puts: GuardedPut[] = []
    for (const { key, value, lease } of entries) {
      const guard = guards.at(index++)
      if (!guard) throw fail('precondition', 'The source has more keys than it had in the dry run.')
      if (guard.kind === 'same') tally.same += 1
      else if (!kinds.includes(guard.kind)) tally.skipped += 1
      else {
        const isKnown = lease !== undefined && leases.has(lease)
        puts.push({ key, value, seen: guard.seen, lease: isKnown ? lease : undefined })
      }
    }
    yield puts
  }
}

class Tally {
  same = 0
  skipped = 0
  backupFile: string | undefined
  #deleted = 0
  #added = 0
  #overwritten = 0
  #unknown = 0
  #overtaken = 0
  readonly #firstOvertaken: Uint8Array[] = []
  #revision: bigint | undefined

  constructor(readonly total: number) {}

  add(report: PutReport): void {
    const { kind, puts } = report
    if (kind === 'unknown') this.#unknown += puts.length
    if (kind === 'overtaken') this.#leave(puts.map(({ key }) => key))
    if (kind === 'written') {
      for (const { seen } of puts) {
        if (seen === 0n) this.#added += 1
        else this.#overwritten += 1
      }
      this.#revision = report.revision
    }
  }

  /** Deleted keys, and those that were to be. */
  addSteps(report: StepReport): void {
    const { kind, steps } = report
    if (kind === 'unknown') this.#unknown += steps.length
    if (kind === 'changed') this.#leave(steps.flatMap(({ gone }) => gone ?? []))
    if (kind !== 'written') return
    this.#deleted += steps.length
    this.#revision = report.revision
  }

  #leave(keys: readonly Uint8Array[]): void {
    this.#overtaken += keys.length
    this.#firstOvertaken.push(...keys.slice(0, shownKeys - this.#firstOvertaken.length))
  }

  account(): TransferAccount {
    const written = this.#added + this.#overwritten + this.#deleted
    const done = written + this.same + this.skipped + this.#overtaken + this.#unknown
    return {
      added: this.#added,
      overwritten: this.#overwritten,
      deleted: this.#deleted,
      same: this.same,
      skipped: this.skipped,
      overtaken: this.#overtaken,
      unknown: this.#unknown,
      remaining: this.total - done,
      firstOvertaken: [...this.#firstOvertaken],
      revision: this.#revision,
      backupFile: this.backupFile,
    }
  }
}
