import { equalBytes } from '../../shared/etcd/key'
import { zeroByte } from '../../shared/etcd/range'
import { toFailure } from '../../shared/failure'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { isTooManyOps, isTooMuch } from '../etcd/too-much'
import { toCompare, toRequestOp } from '../etcd/txn'
import { readEach } from '../transfer/read-each'
import { nameTooLarge } from '../transfer/too-large'
import type { Step } from './plan-step'

/** What became of steps; told as soon as it is known. */
export type StepReport =
  | { readonly kind: 'written'; readonly steps: readonly Step[]; readonly revision: bigint }
  | { readonly kind: 'changed' | 'unknown'; readonly steps: readonly Step[] }

/** How many operations the server takes in a transaction: its default, until it says that this is too many. */
export class TxnLimit {
  ops = 128
}

export interface ApplyOptions {
  readonly limit: TxnLimit
  readonly report: (what: StepReport) => void
  /** Awaited before steps are sent as one transaction; what it throws keeps them from being sent. */
  readonly before?: (steps: readonly Step[]) => Promise<void>
}

const settleTries = 10
const settleIntervalMs = 1_000

/**
 * Carries out steps in one transaction; where a guard of it does not hold, in smaller ones, so that only such steps
 * are left out. A request that may have been carried out is never sent again: its keys are read until it is known, for
 * ten seconds, and reported as `unknown` after that. It is not cancelled half-way; what it throws, it throws after
 * everything that is known was reported.
 */
export async function applySteps(
  client: EtcdClient,
  steps: readonly Step[],
  options: ApplyOptions,
): Promise<void> {
  const { report, limit } = options
  const ops = Math.max(count(steps, 'ops'), count(steps, 'guards'))
  await options.before?.(steps)
  try {
    const { succeeded, header } = await client.unary(KV.method.txn, {
      compare: steps.flatMap(({ guards }) => guards.map(toCompare)),
      success: steps.flatMap((step) => step.ops.map(toRequestOp)),
    })
    if (succeeded) return report({ kind: 'written', steps, revision: headerRevision(header) })
  } catch (error) {
    if (toFailure(error).details?.['unknownOutcome'] === true) return settle(client, steps, { report, error })
    const put = steps.length === 1 ? steps[0]?.put : undefined
    if (put && !isTooManyOps(error)) throw nameTooLarge(error, put.key, put.value.length)
    if (!isTooMuch(error)) throw error
    if (isTooManyOps(error)) limit.ops = Math.max(2, Math.min(limit.ops, Math.floor(ops / 2)))
    if (steps.length === 1) throw error
    return applyHalves(client, steps, options)
  }
  if (steps.length === 1) report({ kind: 'changed', steps })
  else await applyHalves(client, steps, options)
}

async function applyHalves(client: EtcdClient, steps: readonly Step[], options: ApplyOptions): Promise<void> {
  const half = Math.ceil(steps.length / 2)
  await applySteps(client, steps.slice(0, half), options)
  await applySteps(client, steps.slice(half), options)
}

const count = (steps: readonly Step[], what: 'ops' | 'guards') =>
  steps.reduce((sum, step) => sum + step[what].length, 0)

/** Finds out whether a transaction was carried out: then what it put is there and what it deleted is not. */
async function settle(
  client: EtcdClient,
  steps: readonly Step[],
  { report, error }: { readonly report: ApplyOptions['report']; readonly error: unknown },
): Promise<void> {
  for (let tries = 0; tries < settleTries; tries++) {
    const revision = await revisionOf(client, steps).catch(() => undefined)
    if (revision !== undefined) return report({ kind: 'written', steps, revision })
    await delay(settleIntervalMs)
  }
  report({ kind: 'unknown', steps })
  throw error
}

/**
 * The revision the steps were carried out at; undefined when they were not (yet). Deletes alone leave none behind: the
 * store's own is given for them.
 */
async function revisionOf(client: EtcdClient, steps: readonly Step[]): Promise<bigint | undefined> {
  const puts = steps.flatMap(({ put }) => (put ? [put] : []))
  const there = await readEach(
    client,
    puts.map((put) => put.key),
    {},
  )
  const revision = there[0]?.modRevision
  const isPut = there.every(
    (kv, i) => kv?.modRevision === revision && equalBytes(kv?.value ?? zeroByte, puts[i]?.value ?? zeroByte),
  )
  if (!isPut || (puts.length > 0 && revision === undefined)) return undefined
  const gone = steps.flatMap((step) => (step.gone ? [step.gone] : []))
  const left = await readEach(client, gone, {})
  if (left.some((kv) => kv !== undefined)) return undefined
  if (revision !== undefined) return revision
  const { header } = await client.unary(KV.method.range, { key: zeroByte, countOnly: true })
  return headerRevision(header)
}
