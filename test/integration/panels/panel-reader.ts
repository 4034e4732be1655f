import { EtcdClient } from '../../../main/etcd/client'
import { watchRange } from '../../../main/etcd/watch'
import type { PanelRow, PanelState } from '../../../shared/contract/panels'
import { rangeOf } from '../../../shared/etcd/range'
import type { PulledEvent } from '../../../shared/pulled'
import type { TestClient } from '../../support/test-app'

export const bytes = (text: string) => new TextEncoder().encode(text)
export const text = (value: Uint8Array) => new TextDecoder().decode(value)

/** What a test compares of an event: all that makes it this one. */
export const nameOf = (kind: string, revision: bigint, key: Uint8Array) => `${revision} ${kind} ${text(key)}`

export type Pull = <T>(events: Promise<AsyncIterable<PulledEvent<T>>>) => AsyncGenerator<T, void, void>

/** All rows that a panel shows now, by windows as a view reads them. */
export async function readRows(client: TestClient, panel: string, state: PanelState): Promise<PanelRow[]> {
  const rows: PanelRow[] = []
  for (let from = state.firstRow; from < state.rowCount; from += 1_000)
    rows.push(...(await client.panels.rows({ panel, from, to: Math.min(from + 1_000, state.rowCount) })).rows)
  return rows
}

/** The first state that `wanted` is true of. */
export async function stateWhen(
  pull: Pull,
  states: Promise<AsyncIterable<PulledEvent<PanelState>>>,
  wanted: (state: PanelState) => boolean,
): Promise<PanelState> {
  for await (const state of pull(states)) if (wanted(state)) return state
  throw new Error('The states ended.')
}

/** What really happened below a prefix from revision `from` to `to`, as a second client is told by etcd. */
export async function historyOf(
  endpoints: readonly string[],
  prefix: string,
  { from = 1n, to }: { readonly from?: bigint; readonly to: bigint },
): Promise<string[]> {
  await using client = new EtcdClient({ endpoints })
  const events: string[] = []
  for await (const item of watchRange(client, { ...rangeOf(bytes(prefix)), startRevision: from })) {
    if (item.kind !== 'events') continue
    for (const { type, kv } of item.events)
      if (kv.modRevision <= to) events.push(nameOf(type, kv.modRevision, kv.key))
    if ((item.events.at(-1)?.kv.modRevision ?? 0n) >= to) break
  }
  return events
}

/** The rows that are events, as {@link historyOf} names them. */
export const namesOf = (rows: readonly PanelRow[]) =>
  rows.flatMap((row) => (row.kind === 'gap' ? [] : [nameOf(row.kind, row.revision, row.key)]))
