import { Event_EventType, type Event, type KeyValue } from './gen/mvccpb/kv_pb'
import type { WatchResponse } from './gen/etcdserverpb/watch_pb'

/** A key at one revision, on memory of its own. */
export interface WatchedKey {
  readonly key: Uint8Array
  readonly value: Uint8Array
  readonly createRevision: bigint
  readonly modRevision: bigint
  readonly version: bigint
  /** 0n: no lease. */
  readonly lease: bigint
}

/** One change. A deletion's `kv` has its key and mod revision; all else is empty or 0n. */
export interface WatchEvent {
  readonly type: 'put' | 'delete'
  readonly kv: WatchedKey
  /** Where the watch asked for it, the key existed and the revision is not compacted. */
  readonly prevKv?: WatchedKey
}

export type TakenItem =
  | { readonly kind: 'events'; readonly events: readonly WatchEvent[]; readonly revision: bigint }
  | { readonly kind: 'progress'; readonly revision: bigint }

/**
 * Where a watch stands. It lets whole revisions through only: when an answer says that fragments follow, the events
 * of its last revision wait, for the next fragment may have more of them. So what is let through can be resumed after.
 */
export class WatchCursor {
  #waiting: WatchEvent[] = []

  constructor(private nextRevision: bigint) {}

  /** The first revision not let through yet: where a new stream has to start. */
  get next(): bigint {
    return this.nextRevision
  }

  /** What an answer (neither created nor canceled) lets through; undefined when all of it has to wait. */
  take(answer: WatchResponse): TakenItem | undefined {
    const revision = answer.header?.revision ?? 0n
    if (answer.events.length === 0 && this.#waiting.length === 0) {
      // Empty and no fragment: a progress notification, the only time the header may move the cursor.
      if (answer.fragment || revision < this.nextRevision - 1n) return undefined
      this.nextRevision = revision + 1n
      return { kind: 'progress', revision }
    }
    const all = [...this.#waiting, ...answer.events.map(toWatchEvent)].filter(
      (event) => event.kv.modRevision >= this.nextRevision,
    )
    const last = all.at(-1)?.kv.modRevision
    const split = answer.fragment ? all.findIndex((event) => event.kv.modRevision === last) : all.length
    const events = all.slice(0, split)
    this.#waiting = all.slice(split)
    const through = events.at(-1)?.kv.modRevision
    if (through === undefined) return undefined
    this.nextRevision = through + 1n
    return { kind: 'events', events, revision }
  }

  /** The stream is gone: forgets what waits; it comes again from {@link next} on. */
  drop(): void {
    this.#waiting = []
  }
}

function toWatchEvent(event: Event): WatchEvent {
  const type = event.type === Event_EventType.DELETE ? 'delete' : 'put'
  const kv = copyKey(event.kv)
  return event.prevKv ? { type, kv, prevKv: copyKey(event.prevKv) } : { type, kv }
}

const nothing = new Uint8Array()

function copyKey(kv: KeyValue | undefined): WatchedKey {
  return {
    key: kv?.key.slice() ?? nothing,
    value: kv?.value.slice() ?? nothing,
    createRevision: kv?.createRevision ?? 0n,
    modRevision: kv?.modRevision ?? 0n,
    version: kv?.version ?? 0n,
    lease: kv?.lease ?? 0n,
  }
}
