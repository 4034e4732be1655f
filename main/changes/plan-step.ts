import type { ChangeKind } from '../../shared/contract/changes'
import type { KeyValue, TxnCompare, TxnOp } from '../../shared/contract/kv'
import { equalBytes, startsWith } from '../../shared/etcd/key'
import { fail } from '../../shared/failure'

export interface Mapping {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/**
 * One key's part of a transaction: all guards hold and its operations happen, or nothing of it does. `sees` says how
 * the keys of `lookAt` stand once it was carried out.
 */
export interface Step {
  /** Its place in the plan. */
  readonly index: number
  readonly guards: readonly TxnCompare[]
  readonly ops: readonly TxnOp[]
  /** Key and lease of what is put; nothing is put by a delete. */
  readonly put?: { readonly key: Uint8Array; readonly value: Uint8Array; readonly lease?: string }
  readonly gone?: Uint8Array
  /** What is put goes without the lease it had, which is gone. */
  readonly isBare?: boolean
}

/** Where a key goes: `to` in place of the `from` it begins with. Fails with `invalid` for an empty target. */
export function mapKey(key: Uint8Array, { from, to }: Mapping): Uint8Array {
  if (!startsWith(key, from)) throw fail('invalid', 'A key does not begin with what is to be replaced.')
  const rest = key.subarray(from.length)
  const target = new Uint8Array(to.length + rest.length)
  target.set(to)
  target.set(rest, to.length)
  if (target.length === 0) throw fail('invalid', 'A key cannot be empty.', { details: { field: 'to' } })
  return target
}

/** Checks what every kind but `delete` needs; fails with `invalid`. */
export function checkMapping(kind: ChangeKind, mapping: Mapping | undefined): void {
  if (kind === 'delete' || kind === 'putBack') return
  const details = { field: 'to' }
  if (!mapping) throw fail('invalid', 'Say where it goes.', { details })
  if (equalBytes(mapping.from, mapping.to)) throw fail('invalid', 'This is its name already.', { details })
}

export const isAt = (key: Uint8Array, equals: bigint): TxnCompare => ({ target: 'modRevision', key, equals })
export const isAbsent = (key: Uint8Array): TxnCompare => ({ target: 'createRevision', key, equals: 0n })

type Entry = Pick<KeyValue, 'key' | 'value' | 'lease' | 'modRevision'>

/** How a key is changed if it still stands as planned and its target is not there. */
export function forwardStep(kind: ChangeKind, index: number, kv: Entry, mapping?: Mapping): Step {
  const { key, value, lease, modRevision } = kv
  if (kind === 'delete')
    return { index, guards: [isAt(key, modRevision)], ops: [{ kind: 'delete', key }], gone: key }
  if (!mapping) throw fail('internal', 'A move was planned without a target.')
  const put = { key: mapKey(key, mapping), value, lease }
  const guards = [isAt(key, modRevision), isAbsent(put.key)]
  if (kind === 'duplicate') return { index, guards, ops: [{ kind: 'put', ...put }], put }
  return {
    index,
    guards,
    ops: [
      { kind: 'put', ...put },
      { kind: 'delete', key },
    ],
    put,
    gone: key,
  }
}

/** How that is taken back if all still stands as the write at revision `written` left it. */
export function backwardStep(
  kind: ChangeKind,
  index: number,
  { kv, written, mapping }: { readonly kv: Entry; readonly written: bigint; readonly mapping?: Mapping },
): Step {
  const put = { key: kv.key, value: kv.value, lease: kv.lease }
  if (kind === 'delete') return { index, guards: [isAbsent(kv.key)], ops: [{ kind: 'put', ...put }], put }
  if (!mapping) throw fail('internal', 'A move was planned without a target.')
  const gone = mapKey(kv.key, mapping)
  if (kind === 'duplicate')
    return { index, guards: [isAt(gone, written)], ops: [{ kind: 'delete', key: gone }], gone }
  const guards = [isAt(gone, written), isAbsent(kv.key)]
  return {
    index,
    guards,
    ops: [
      { kind: 'put', ...put },
      { kind: 'delete', key: gone },
    ],
    put,
    gone,
  }
}

/** About how many bytes a step takes in a request. */
export function stepBytes(step: Step): number {
  const guards = step.guards.reduce((sum, { key }) => sum + key.length + 32, 0)
  return guards + step.ops.reduce((sum, op) => sum + op.key.length + 32, step.put?.value.length ?? 0)
}
