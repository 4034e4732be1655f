import type { ChangeAccount, ChangeState } from '../../shared/contract/changes'
import { toFailure, type Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { pace } from '../transfer/pace'
import { applySteps, type StepReport, type TxnLimit } from './apply-steps'
import type { Operation } from './operation'
import type { Step } from './plan-step'
import { stepPortions } from './step-portions'

/** One way through a plan, forwards or back. */
export interface Pass {
  readonly isUndo: boolean
  readonly total: number
  readonly batches: (signal: AbortSignal) => AsyncGenerator<readonly Step[], void, undefined>
  readonly report: (what: StepReport) => void
  readonly account: () => ChangeAccount
}

interface PassJob {
  readonly operation: Operation
  readonly limit: TxnLimit
  /** Asked again once the doubt is settled: what is left is known then. */
  readonly begin: () => Pass
  readonly settle: () => Promise<void>
}

/**
 * Carries out what a pass holds, transaction by transaction, each on disk as tried before it is sent. Aborting lets the
 * one under way end; the last row is the account, also after a failure.
 */
export async function* runPass(
  client: EtcdClient,
  { operation, limit, begin, settle }: PassJob,
  signal: AbortSignal,
): AsyncGenerator<readonly [ChangeState], void, undefined> {
  const isDue = pace()
  const began = performance.now()
  let pass = begin()
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
    await operation.open()
    await settle()
    pass = begin()
    const before = (steps: readonly Step[]) => operation.try(steps, pass.isUndo)
    for await (const steps of stepPortions(pass.batches(signal), limit)) {
      if (signal.aborted) break
      await applySteps(client, steps, { limit, report, before })
      if (isDue()) yield [{ kind: 'progress', ...now(), isCanceled: false }]
    }
  } catch (error) {
    const reason = toFailure(error)
    if (reason.code !== 'canceled') failure = reason
  } finally {
    // What is not on disk is found out again from the store: no reason to call the pass a failure.
    await operation.close().catch(() => {})
  }
  const isCanceled = signal.aborted && pass.account().remaining > 0
  yield [{ kind: 'done', ...now(), failure, isCanceled }]
}
