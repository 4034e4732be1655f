import type { PastOf } from '../../shared/contract/changes'
import type { TxnCompare } from '../../shared/contract/kv'
import { fail } from '../../shared/failure'
import type { PastKey } from './past-keys'
import { isAbsent, isAt, type Step } from './plan-step'

const stands = (key: Uint8Array, revision: bigint | undefined): TxnCompare =>
  revision === undefined ? isAbsent(key) : isAt(key, revision)

function keyOf({ now, past }: PastKey): Uint8Array {
  const key = now?.key ?? past?.key
  if (!key) throw fail('internal', 'A key was planned that is on neither side.')
  return key
}

/**
 * How a key goes back to what it was, if it still stands as the plan saw it. One that is there keeps the lease it has;
 * one that was deleted gets its lease again if that is among `leases`. From another source both get the source's lease,
 * or neither does.
 */
export function pastStep(each: PastKey, leases: ReadonlySet<string>, choice?: PastOf): Step {
  const { index, now, past } = each
  const key = keyOf(each)
  const guards = [stands(key, now?.modRevision)]
  if (!past) return { index, guards, ops: [{ kind: 'delete', key }], gone: key }
  const wanted = wantedLease(each, choice)
  const isBare = wanted !== undefined && !leases.has(wanted)
  const put = { key, value: past.value, lease: isBare ? now?.lease : (wanted ?? now?.lease) }
  return { index, guards, ops: [{ kind: 'put', ...put }], put, isBare }
}

/** The earlier lease that a key is to get back; undefined where it gets none. */
export function wantedLease({ now, past }: PastKey, choice: PastOf | undefined): string | undefined {
  if (choice?.source !== undefined) return choice.leases === 'regrant' ? past?.lease : undefined
  return now ? undefined : past?.lease
}

/** How that is taken back, if the key still stands as the write at revision `written` left it. */
export function pastStepBack(
  each: PastKey,
  { written, leases }: { readonly written: bigint; readonly leases: ReadonlySet<string> },
): Step {
  const { index, now, past } = each
  const key = keyOf(each)
  const guards = [stands(key, past && written)]
  if (!now) return { index, guards, ops: [{ kind: 'delete', key }], gone: key }
  const isBare = now.lease !== undefined && !leases.has(now.lease)
  const put = { key, value: now.value, lease: isBare ? undefined : now.lease }
  return { index, guards, ops: [{ kind: 'put', ...put }], put, isBare }
}
