import { equalBytes } from '../../shared/etcd/key'
import { toFailure } from '../../shared/failure'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { toCompare, toRequestOp } from '../etcd/txn'
import { isTooMuch } from '../etcd/too-much'
import { readEach } from './read-each'
import { nameTooLarge } from './too-large'

/** A put that happens only if the key still stands at `seen` (0: is not there). */
export interface GuardedPut {
  readonly key: Uint8Array
  readonly value: Uint8Array
  readonly seen: bigint
  /** Attached to the key; without one, a key that is there keeps its own. */
  readonly lease?: string
}

/** What became of some puts; told as soon as it is known. */
export type PutReport =
  | { readonly kind: 'written'; readonly puts: readonly GuardedPut[]; readonly revision: bigint }
  | { readonly kind: 'overtaken' | 'unknown'; readonly puts: readonly GuardedPut[] }

const settleMs = 10_000
const settleIntervalMs = 500

/**
 * Writes a portion in one transaction; when a key of it was written by somebody meanwhile, in smaller ones, so that
 * only such keys are left out. A request that may have been carried out is never sent again: its keys are read until
 * it is known, for ten seconds, and reported as `unknown` after that. It is not cancelled half-way; what it throws, it
 * throws after everything that is known was reported.
 */
export async function putGuarded(
  client: EtcdClient,
  puts: readonly GuardedPut[],
  report: (what: PutReport) => void,
): Promise<void> {
  try {
    const { succeeded, header } = await client.unary(KV.method.txn, requestOf(puts))
    if (succeeded) return report({ kind: 'written', puts, revision: headerRevision(header) })
  } catch (error) {
    const isUnknown = toFailure(error).details?.['unknownOutcome'] === true
    if (isUnknown) return settle(client, puts, { report, error })
    const [alone] = puts
    if (puts.length === 1 && alone) throw nameTooLarge(error, alone.key, alone.value.length)
    if (!isTooMuch(error)) throw error
    return putHalves(client, puts, report)
  }
  if (puts.length === 1) report({ kind: 'overtaken', puts })
  else await putHalves(client, puts, report)
}

async function putHalves(
  client: EtcdClient,
  puts: readonly GuardedPut[],
  report: (what: PutReport) => void,
): Promise<void> {
  const half = Math.ceil(puts.length / 2)
  await putGuarded(client, puts.slice(0, half), report)
  await putGuarded(client, puts.slice(half), report)
}

function requestOf(puts: readonly GuardedPut[]) {
  return {
    compare: puts.map(({ key, seen }) =>
      toCompare(
        seen === 0n
          ? { target: 'createRevision', key, equals: 0n }
          : { target: 'modRevision', key, equals: seen },
      ),
    ),
    success: puts.map(({ key, value, seen, lease }) =>
      toRequestOp({ kind: 'put', key, value, lease, ignoreLease: lease === undefined && seen !== 0n }),
    ),
  }
}

/** Finds out whether a transaction was carried out: then all its keys hold what was sent, written at one revision. */
async function settle(
  client: EtcdClient,
  puts: readonly GuardedPut[],
  { report, error }: { report: (what: PutReport) => void; error: unknown },
): Promise<void> {
  const keys = puts.map((put) => put.key)
  const deadline = performance.now() + settleMs
  while (performance.now() < deadline) {
    const found = await readEach(client, keys, { timeoutMs: 2_000 }).catch(() => undefined)
    const revision = found?.[0]?.modRevision ?? 0n
    const isOurs = found?.every((kv, i) => {
      const put = puts[i]
      return (
        put && kv && kv.modRevision === revision && revision > put.seen && equalBytes(kv.value, put.value)
      )
    })
    if (isOurs) return report({ kind: 'written', puts, revision })
    await delay(settleIntervalMs)
  }
  report({ kind: 'unknown', puts })
  throw error
}
