import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { watchRange } from '../../../main/etcd/watch'
import { rangeOf } from '../../../shared/etcd/range'
import { seededRandom } from '../../support/random'
import type { ShownRow } from './fault-subject'
import { bytes, nameOf } from './panel-reader'

/** A second client at the members themselves, which records everything and says how far it is. */
export class Recorder implements AsyncDisposable {
  readonly events: { readonly name: string; readonly revision: bigint }[] = []
  revision = 0n
  readonly #client: EtcdClient
  readonly #stop = new AbortController()
  readonly #done: Promise<unknown>

  constructor(endpoints: readonly string[], prefix: string) {
    this.#client = new EtcdClient({ endpoints })
    this.#done = this.#record(prefix).catch((error: unknown) => error)
  }

  /** Revisions between the first and the last that no event has: every write is below the prefix, so there must be none. */
  get missingRevisions(): number {
    const revisions = [...new Set(this.events.map(({ revision }) => revision))]
    return revisions.filter((revision, i) => i > 0 && revision !== (revisions[i - 1] ?? 0n) + 1n).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#done
    await this.#client.close()
  }

  async #record(prefix: string): Promise<void> {
    const range = { ...rangeOf(bytes(prefix)), startRevision: 1n }
    for await (const item of watchRange(this.#client, range, this.#stop.signal)) {
      if (item.kind !== 'events') continue
      for (const { type, kv } of item.events)
        this.events.push({ name: nameOf(type, kv.modRevision, kv.key), revision: kv.modRevision })
      this.revision = item.events.at(-1)?.kv.modRevision ?? this.revision
    }
  }
}

/** Writers that put, delete and change several keys at once, until they are stopped; a write that fails is not repeated. */
export class Writers implements AsyncDisposable {
  /** What etcd has acknowledged. */
  readonly acknowledged: bigint[] = []
  readonly #client: EtcdClient
  readonly #done: Promise<unknown>
  #isStopped = false

  constructor(
    endpoints: readonly string[],
    private readonly prefix: string,
    seed: number,
  ) {
    this.#client = new EtcdClient({ endpoints, requestTimeoutMs: 2_000 })
    this.#done = Promise.all([1, 2, 3, 4].map((each) => this.#write(seededRandom(seed + each))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    await this.#done
    await this.#client.close()
  }

  async #write(random: () => number): Promise<void> {
    const key = () => bytes(`${this.prefix}k${Math.floor(random() * 300)}`)
    const value = new Uint8Array(100)
    for (let i = 0; !this.#isStopped; i++) {
      const keys = [
        ...new Set(Array.from({ length: random() < 0.1 ? 4 : 1 }, () => Buffer.from(key()).toString())),
      ]
      const success = keys.map((each) => ({
        request:
          random() < 0.15
            ? { case: 'requestDeleteRange' as const, value: { key: bytes(each) } }
            : { case: 'requestPut' as const, value: { key: bytes(each), value } },
      }))
      try {
        const { header, responses } = await this.#client.unary(KV.method.txn, { success })
        const hasWritten = responses.some(
          ({ response }) =>
            response.case === 'responsePut' ||
            (response.case === 'responseDeleteRange' && response.value.deleted > 0n),
        )
        if (hasWritten && header) this.acknowledged.push(header.revision)
      } catch {
        // Whether it was made is found out from the history.
      }
      await new Promise((resolve) => setTimeout(resolve, 2 + random() * 8))
    }
  }
}

export interface Account {
  readonly events: number
  readonly shown: number
  readonly gaps: number
  /** Events within the bounds of gaps. */
  readonly inGaps: number
  /** Events neither shown nor within a gap. */
  readonly lost: number
  readonly repeated: number
  /** Shown after one of a later place in the history, within a gap, or never in it. */
  readonly wrong: number
  /** The first of the lost, by name. */
  readonly lostNames: readonly string[]
}

/** Compares what a panel showed, in its order, with what happened. */
export function account(rows: readonly ShownRow[], history: Recorder['events']): Account {
  const place = new Map(history.map(({ name }, i) => [name, i]))
  const gaps = rows.flatMap((row) => (row.kind === 'gap' ? [row] : []))
  const isInGap = (revision: bigint) => gaps.some(({ from, to }) => revision >= from && revision <= to)
  const shown = new Set<string>()
  let [repeated, wrong, last] = [0, 0, -1]
  for (const row of rows) {
    if (row.kind === 'gap') continue
    const name = nameOf(row.kind, row.revision, row.key)
    const at = place.get(name)
    if (shown.has(name)) repeated += 1
    else if (at === undefined || at < last || isInGap(row.revision)) wrong += 1
    shown.add(name)
    last = at ?? last
  }
  const missing = history.filter(({ name }) => !shown.has(name))
  const lostNames = missing.flatMap(({ name, revision }) => (isInGap(revision) ? [] : [name]))
  const inGaps = missing.length - lostNames.length
  return {
    ...{ events: history.length, shown: shown.size, gaps: gaps.length },
    ...{ inGaps, lost: lostNames.length, repeated, wrong, lostNames: lostNames.slice(0, 20) },
  }
}
