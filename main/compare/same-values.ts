import { equalBytes } from '../../shared/etcd/key'
import type { KeyValue } from '../../shared/contract/kv'
import type { PinnedSide } from './pinned-side'

const mostKeys = 64
const portionBytes = 2 << 20
const inFlight = 3

/** A key on both sides; undefined where it is not there. */
export type BothValues = readonly [left: KeyValue | undefined, right: KeyValue | undefined]

/**
 * Reads keys of two sides in portions of about 2 MiB a side, few of them at a time: values are never many in memory,
 * however many keys there are.
 */
export class ValueReader {
  /** Of the next portion; grows and shrinks with what values turn out to weigh. */
  #count = 8

  constructor(
    private readonly left: PinnedSide,
    private readonly right: PinnedSide,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether each key has the same value on both sides; in the order of `rests`. */
  async areSame(rests: readonly Uint8Array[]): Promise<readonly boolean[]> {
    const same = new Array<boolean>(rests.length).fill(false)
    let next = 0
    const readOn = async () => {
      while (next < rests.length) {
        const from = next
        next = Math.min(rests.length, from + this.portionKeys)
        const pairs = await this.read(rests.slice(from, next))
        pairs.forEach(([left, right], i) => {
          same[from + i] = left !== undefined && right !== undefined && equalBytes(left.value, right.value)
        })
      }
    }
    await Promise.all(Array.from({ length: inFlight }, readOn))
    return same
  }

  /** How many keys are to be read next at a time. */
  get portionKeys(): number {
    return this.#count
  }

  /** Both sides' keys and values, in the order of `rests`. */
  async read(rests: readonly Uint8Array[]): Promise<readonly BothValues[]> {
    const { signal } = this
    const [left, right] = await Promise.all([
      this.left.read(rests, { signal }),
      this.right.read(rests, { signal }),
    ])
    const bytes = [...left, ...right].reduce((sum, kv) => sum + (kv?.value.length ?? 0), 1)
    const fitting = Math.floor((2 * portionBytes * rests.length) / bytes)
    this.#count = Math.max(1, Math.min(2 * rests.length, mostKeys, fitting))
    return rests.map((_rest, i) => [left[i], right[i]])
  }
}
