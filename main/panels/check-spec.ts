import { maxKnownKeys, type PanelSpec } from '../../shared/contract/panels'
import { compareBytes } from '../../shared/etcd/key'
import { zeroByte, type KeyRange } from '../../shared/etcd/range'
import { fail, FailureError, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV, type RangeResponse } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { explainDenied } from './denied-read'
import { rangeOfPanel } from './panel-definition'
import { isReadable, lowestReadable } from './readable'

/** Where a new panel begins. */
export interface PanelStart {
  readonly startedAt: bigint
  /** The keys that are there before; undefined where they are too many, or the panel will not see all their changes. */
  readonly keys: readonly Uint8Array[] | undefined
}

/** Checks what is to be watched and finds where it begins. Fails as the contract's `open` says, beside the field. */
export async function checkSpec(
  client: EtcdClient,
  spec: PanelSpec,
  signal: AbortSignal | undefined,
): Promise<PanelStart> {
  checkRange(spec)
  const range = rangeOfPanel(spec)
  try {
    const { header } = await client.unary(
      KV.method.range,
      { ...range, limit: 1n, keysOnly: true },
      { signal },
    )
    const next = headerRevision(header) + 1n
    const startedAt = spec.startRevision ?? next
    if (startedAt > next)
      throw wrong('startRevision', `Revision ${startedAt} does not exist yet: the store is at ${next - 1n}.`)
    await checkStart(client, { range, startedAt }, signal)
    const keys = spec.filters.length > 0 ? undefined : await keysBefore(client, { range, startedAt }, signal)
    return { startedAt, keys }
  } catch (error) {
    const failure = explainDenied(toFailure(error), range)
    if (failure.code !== 'denied') throw error
    throw new FailureError({ ...failure, details: { ...failure.details, field: 'key' } }, { cause: error })
  }
}

function checkRange({ kind, key, rangeEnd }: PanelSpec): void {
  if (kind === 'key' && key.length === 0) throw wrong('key', 'A key cannot be empty.')
  if (kind !== 'range') return
  if (!rangeEnd || rangeEnd.length === 0) throw wrong('rangeEnd', 'A range needs its end.')
  const isToEnd = compareBytes(rangeEnd, zeroByte) === 0
  if (!isToEnd && compareBytes(key, rangeEnd) >= 0)
    throw wrong('rangeEnd', 'The end of the range must come after its first key.')
}

function wrong(field: string, message: string): FailureError {
  return fail('invalid', message, { details: { field } })
}

interface Start {
  readonly range: KeyRange
  readonly startedAt: bigint
}

/** The revision before the first must be readable: a deletion at the compacted revision itself is gone. */
const before = (startedAt: bigint) => (startedAt > 1n ? startedAt - 1n : 1n)

async function checkStart(client: EtcdClient, { range, startedAt }: Start, signal: AbortSignal | undefined) {
  const probe = { key: range.key, revision: before(startedAt) }
  if (await isReadable(client, probe, signal)) return
  const compactRevision = await lowestReadable(client, probe, signal)
  const message = `The events of revision ${startedAt} are gone: the store is compacted up to revision ${compactRevision}.`
  throw fail('compacted', message, { details: { field: 'startRevision', compactRevision } })
}

async function keysBefore(
  client: EtcdClient,
  { range, startedAt }: Start,
  signal: AbortSignal | undefined,
): Promise<readonly Uint8Array[] | undefined> {
  if (startedAt === 1n) return []
  const request = { ...range, revision: before(startedAt), keysOnly: true, limit: BigInt(maxKnownKeys) }
  const page: RangeResponse = await client.unary(KV.method.range, request, { signal, timeoutMs: 60_000 })
  return page.more ? undefined : page.kvs.map(({ key }) => Uint8Array.from(key))
}
