import { fail, toFailure, type FailureError } from '../../shared/failure'
import { findCompactRevision } from '../cluster/compact-revision'
import type { EtcdClient } from '../etcd/client'
import { storeRevision } from '../etcd/store-revision'

/** A revision that is read at, and the input field that names it. */
export interface PastRevision {
  readonly revision: bigint
  /** Default: `revision`. */
  readonly field?: string
  /** One that this user may read, where that is not every key. */
  readonly key?: Uint8Array
}

/**
 * What a read at a revision failed with, in words: a revision that is not there yet as `invalid`, a compacted one as
 * `compacted` with the lowest that can be read (`details.compactRevision`), both with `details.field`. Other failures as
 * they are.
 */
export async function pastFailure(
  client: EtcdClient,
  error: unknown,
  { revision, field = 'revision', key, signal }: PastRevision & { readonly signal?: AbortSignal },
): Promise<unknown> {
  const { code, message, reason } = toFailure(error)
  if (code === 'invalid') return fail(code, message, { reason, details: { field } })
  if (code !== 'compacted') return error
  return gone(client, { revision, field, key, reason, signal })
}

async function gone(
  client: EtcdClient,
  {
    revision,
    field = 'revision',
    key,
    reason,
    signal = new AbortController().signal,
  }: PastRevision & { readonly reason?: string; readonly signal?: AbortSignal },
): Promise<FailureError> {
  // The compacted revision lies above it, and no higher than the store's own.
  const current = await storeRevision(client, signal, key).catch(() => undefined)
  const compactRevision =
    current &&
    (await findCompactRevision(client, { floor: revision, current, key, signal }).catch(() => undefined))
  const lowest = compactRevision ? `: the lowest that can be read is ${compactRevision}` : ''
  return fail('compacted', `Revision ${revision} has been compacted away${lowest}.`, {
    reason,
    details: compactRevision ? { field, compactRevision } : { field },
  })
}

/** Passes rows on and explains what a read at a revision failed with; without a revision there is nothing to explain. */
export async function* explainPast<T>(
  client: EtcdClient,
  rows: AsyncIterable<T>,
  { revision, signal }: { readonly revision: bigint | undefined; readonly signal: AbortSignal },
): AsyncGenerator<T, void, undefined> {
  try {
    yield* rows
  } catch (error) {
    throw revision === undefined ? error : await pastFailure(client, error, { revision, signal })
  }
}
