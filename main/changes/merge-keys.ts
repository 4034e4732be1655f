import type { KeyScope } from '../../shared/contract/transfer'
import { compareBytes, startsWith } from '../../shared/etcd/key'

interface Keyed {
  readonly key: Uint8Array
}

/** A key of two lists; it is in one of them at least. */
export interface Pair<T extends Keyed> {
  readonly left?: T
  readonly right?: T
}

/** The order in which the keys of a scope are read: single keys first, then what is below its prefixes. */
export function orderOf({ prefixes }: KeyScope): (a: Uint8Array, b: Uint8Array) => number {
  const rank = (key: Uint8Array) => (prefixes.some((prefix) => startsWith(key, prefix)) ? 1 : 0)
  return (a, b) => rank(a) - rank(b) || compareBytes(a, b)
}

/**
 * Goes through two lists of keys side by side, both in the same order, a batch at a time: neither is ever held. Batches
 * of the answer may be empty.
 */
export async function* mergeKeys<T extends Keyed>(
  left: AsyncGenerator<readonly T[], void, undefined>,
  right: AsyncGenerator<readonly T[], void, undefined>,
  order: (a: Uint8Array, b: Uint8Array) => number,
): AsyncGenerator<readonly Pair<T>[], void, undefined> {
  const [before, after] = [new Side(left), new Side(right)]
  try {
    for (;;) {
      await Promise.all([before.fill(), after.fill()])
      if (before.isDone && after.isDone) return
      const pairs: Pair<T>[] = []
      for (;;) {
        const [a, b] = [before.head, after.head]
        // Where a list only waits for its next batch, the other one waits with it.
        if ((!a && !before.isDone) || (!b && !after.isDone) || (!a && !b)) break
        const compared = !a ? 1 : !b ? -1 : order(a.key, b.key)
        if (compared <= 0) before.take()
        if (compared >= 0) after.take()
        pairs.push({ left: compared <= 0 ? a : undefined, right: compared >= 0 ? b : undefined })
      }
      yield pairs
    }
  } finally {
    await Promise.all([left.return(), right.return()])
  }
}

/** One of the lists; `head` is its next entry once it was filled, undefined at its end. */
class Side<T extends Keyed> {
  isDone = false
  #batch: readonly T[] = []
  #at = 0

  constructor(private readonly batches: AsyncGenerator<readonly T[], void, undefined>) {}

  get head(): T | undefined {
    return this.#batch[this.#at]
  }

  async fill(): Promise<void> {
    while (!this.head && !this.isDone) {
      const { value, done } = await this.batches.next()
      if (done) {
        this.isDone = true
        return
      }
      this.#batch = value
      this.#at = 0
    }
  }

  take(): void {
    this.#at += 1
  }
}
