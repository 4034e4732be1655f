import { setImmediate } from 'node:timers/promises'
import { compareBytes } from '../../shared/etcd/key'
import { linkSignals } from '../etcd/abort'
import type { BytesTarget } from '../etcd/message-bytes'
import { pace } from '../transfer/pace'
import type { ChangeTally } from './change-tally'
import { listEntries, type Entry } from './list-entries'

export interface ListBoth {
  readonly target: BytesTarget
  readonly prefix: Uint8Array
  readonly from: bigint
  readonly to: bigint
}

/** So long main may be busy before others get their turn. */
const busyMs = 8

/**
 * Compares the keys of two revisions by listing both, side by side in key order: neither list is ever held. Yields now and
 * then how many keys were looked at so far.
 */
export async function* compareLists(
  { from, to, ...where }: ListBoth,
  tally: ChangeTally,
  signal: AbortSignal,
): AsyncGenerator<number, void, undefined> {
  const { signal: both, release } = linkSignals(signal)
  const before = new Side(listEntries({ ...where, revision: from }, both))
  const after = new Side(listEntries({ ...where, revision: to }, both))
  try {
    const isTime = pace()
    let begun = performance.now()
    for (;;) {
      const [was, is] = [before.head ?? (await before.next()), after.head ?? (await after.next())]
      if (!was && !is) return
      const order = !was ? 1 : !is ? -1 : compareBytes(was.key, is.key)
      if (was && order < 0) tally.add(was.key, { kind: 'deleted', before: { modRevision: was.modRevision } })
      else if (is && order > 0) tally.add(is.key, { kind: 'added', after: { modRevision: is.modRevision } })
      else if (was && is && was.modRevision !== is.modRevision)
        tally.add(is.key, {
          kind: 'changed',
          before: { modRevision: was.modRevision },
          after: { modRevision: is.modRevision },
        })
      if (order <= 0) before.take()
      if (order >= 0) after.take()
      const taken = before.taken + after.taken
      // Looking at the clock takes longer than comparing two keys.
      if (taken % 256 > 1 || performance.now() - begun < busyMs) continue
      if (isTime()) yield taken
      await setImmediate()
      begun = performance.now()
    }
  } finally {
    release()
    await Promise.all([before.close(), after.close()])
  }
}

/** One of the lists, entry by entry. */
class Side {
  taken = 0
  #batch: readonly Entry[] = []
  #at = 0

  constructor(private readonly batches: AsyncGenerator<readonly Entry[], void, undefined>) {}

  /** The next entry, when it is there already. */
  get head(): Entry | undefined {
    return this.#batch[this.#at]
  }

  /** The next entry, waited for; undefined at the end. */
  async next(): Promise<Entry | undefined> {
    while (this.#at === this.#batch.length) {
      const { value, done } = await this.batches.next()
      if (done) return undefined
      this.#batch = value
      this.#at = 0
    }
    return this.head
  }

  take(): void {
    this.#at += 1
    this.taken += 1
  }

  async close(): Promise<void> {
    await this.batches.return()
  }
}
