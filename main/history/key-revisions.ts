import { setImmediate } from 'node:timers/promises'
import type { HistoryRow, KeyRevision } from '../../shared/contract/history'
import { formatId } from '../../shared/etcd/id'
import { toFailure } from '../../shared/failure'
import { findCompactRevision } from '../cluster/compact-revision'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { readVersions, type Version } from './read-versions'
import { putAtFloor, raiseFloor, told, type Reading } from './reading'
import { replay } from './replay'
import { deleteRow, putRow, toPut, type Put } from './revision-rows'
import type { TimesStore } from './times-store'
import { walkLife } from './walk-life'

/** So many rows make a batch, and so long main may be busy with them. */
const batchRows = 500
const busyMs = 8

type Rows = AsyncGenerator<readonly HistoryRow[], void, undefined>

/**
 * See the contract's `history.revisions`. The life the key has now is walked from version to version; what was before it
 * can only be told by a replay of the window, as a life may be hidden anywhere in it.
 */
export async function* keyRevisions(
  client: EtcdClient,
  { key, times: store }: { readonly key: Uint8Array; readonly times: TimesStore },
  signal: AbortSignal,
): Rows {
  const { header, kvs } = await client.unary(KV.method.range, { key }, { signal })
  const current = headerRevision(header)
  const floor = await findCompactRevision(client, { floor: 1n, current, key, signal })
  const times = await store.of(formatId(header?.clusterId ?? 0n))
  const reading: Reading = { client, key, times, signal, current, first: floor, floor }
  const top = kvs[0]
  if (top) yield* walkDown(reading, top)
  yield* replayDown(reading, top?.createRevision)
  const { lostUpTo, oldest } = reading
  yield [
    {
      kind: 'done',
      revision: current,
      compactRevision: reading.floor,
      hidesOlder: oldest?.summary.kind === 'unseen',
      ...(lostUpTo !== undefined && { lostUpTo }),
    },
  ]
}

async function* walkDown(reading: Reading, top: Version): Rows {
  const { client, key, times, signal, first, current } = reading
  const readAt = (revisions: readonly bigint[]) => readVersions(client, { key, revisions }, signal)
  const progress = ({ kv }: Put): HistoryRow => {
    const reached = kv.modRevision > first ? kv.modRevision : first
    return { kind: 'progress', way: 'walk', done: Number(current - reached), total: Number(current - first) }
  }
  // Its row waits for the put before it.
  let last = toPut(top)
  for (let isWhole = false; !isWhole;) {
    try {
      for await (const block of oneAhead(walkLife(readAt, top, reading.floor))) {
        let rows: KeyRevision[] = []
        let begun = performance.now()
        for (const version of block) {
          const put = toPut(version)
          rows.push(putRow(last, put, times))
          top = version
          last = put
          if (performance.now() - begun < busyMs) continue
          yield told(reading, rows)
          rows = []
          await setImmediate()
          begun = performance.now()
        }
        yield [...told(reading, rows), progress(last)]
      }
      isWhole = true
    } catch (error) {
      if (toFailure(error).code !== 'compacted') throw error
      await raiseFloor(reading, last.kv.modRevision)
    }
  }
  yield told(reading, [putRow(last, undefined, times)])
}

/** Asks for the next while one is being worked on. */
async function* oneAhead<T>(source: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  try {
    for (let next = source.next(); ;) {
      const { value, done } = await next
      if (done) return
      next = source.next()
      // It is waited for later, if at all.
      next.catch(() => {})
      yield value
    }
  } finally {
    await source.return()
  }
}

/** Everything below `until` (default: all), from a replay in the order it happened. */
async function* replayDown(reading: Reading, until = reading.current + 1n): Rows {
  const { client, key, times, signal, current, first } = reading
  const rows: KeyRevision[] = []
  let last: Put | undefined
  const isNew = (revision: bigint) => revision > (rows.at(-1)?.revision ?? 0n)
  const startAtFloor = async () => {
    const put = await putAtFloor(reading, until)
    if (put && isNew(put.kv.modRevision)) rows.push(putRow(put, last, times))
    last = put
  }
  if (reading.floor >= until) return
  await startAtFloor()
  // The create that ends it is asked for as well where there is one: it says at once that nothing is missing.
  const range = { key, from: reading.floor + 1n, to: until > current ? current : until }
  const items = range.from < until ? replay(client, range, signal) : []
  for await (const item of items) {
    if (item.kind === 'lost') {
      if (item.upTo > reading.floor) await raiseFloor(reading, until)
      await startAtFloor()
      continue
    }
    for (const { type, kv } of item.events) {
      if (kv.modRevision >= until || !isNew(kv.modRevision)) continue
      const put = type === 'put' ? toPut(kv) : undefined
      rows.push(put ? putRow(put, last, times) : deleteRow(kv.modRevision, last, times))
      last = put
    }
    const reached = item.events.at(-1)?.kv.modRevision ?? first
    const done = Number(current - until + 1n + reached - first)
    yield [{ kind: 'progress', way: 'replay', done, total: Number(current - first) }]
  }
  for (let end = rows.length; end > 0; end -= batchRows)
    yield told(reading, rows.slice(Math.max(0, end - batchRows), end).reverse())
}
