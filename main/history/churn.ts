import type { ChurnRow } from '../../shared/contract/history'
import { rangeOf } from '../../shared/etcd/range'
import { findCompactRevision } from '../cluster/compact-revision'
import type { EtcdClient } from '../etcd/client'
import { storeRevision } from '../etcd/store-revision'
import { ChurnTally } from './churn-tally'
import { replayUnordered } from './replay-unordered'

/** A row is told after this, or after ten times what making one took. */
const intervalMs = 500

export interface ChurnRequest {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
}

/** See the contract's `history.churn`: one replay of the window, of which only sums by key are kept. */
export async function* churn(
  client: EtcdClient,
  { prefix, separator }: ChurnRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly [ChurnRow], void, undefined> {
  const range = rangeOf(prefix)
  const until = await storeRevision(client, signal, range.key)
  const from = (await findCompactRevision(client, { floor: 1n, current: until, key: range.key, signal })) + 1n
  const tally = new ChurnTally(prefix, separator)
  let to = from - 1n
  let lostUpTo: bigint | undefined
  const row = (isDone: boolean): readonly [ChurnRow] => {
    const lost = lostUpTo === undefined ? undefined : { lostUpTo }
    return [{ from, to, until, ...tally.sums(), ...lost, isDone }]
  }
  let toldAt = performance.now()
  let pauseMs = intervalMs
  for await (const item of replayUnordered(client, { ...range, from, to: until }, signal)) {
    if (item.kind === 'events') tally.add(item.events)
    if (item.kind === 'reached') to = item.revision
    if (item.kind === 'lost' && item.upTo > (lostUpTo ?? 0n)) lostUpTo = item.upTo
    const begun = performance.now()
    if (begun - toldAt < pauseMs) continue
    const told = row(false)
    toldAt = performance.now()
    pauseMs = Math.max(intervalMs, 10 * (toldAt - begun))
    yield told
  }
  to = until
  yield row(true)
}
