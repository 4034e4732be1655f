import { KeyTable } from '../history/key-table'
import { storedKey } from './stored-key'
import { isTombstoneKey } from './stored-revision'

/** Counts the keys that live after all revisions told so far, which come in their order. */
export class LiveKeys {
  readonly #keys = new KeyTable()
  #isLive = new Uint8Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Takes one entry of the key bucket: its key from `keyAt` to `valueAt`, its value from there to `end`. */
  add(bytes: Buffer, { keyAt, valueAt, end }: { keyAt: number; valueAt: number; end: number }): void {
    // `--bump-revision` leaves a revision without a value.
    if (valueAt === end) return
    const row = this.#keys.add(storedKey(bytes, valueAt, end))
    if (row >= this.#isLive.length) this.#grow()
    const lives = isTombstoneKey(valueAt - keyAt) ? 0 : 1
    this.#size += lives - (this.#isLive[row] ?? 0)
    this.#isLive[row] = lives
  }

  #grow(): void {
    const more = new Uint8Array(this.#isLive.length * 2)
    more.set(this.#isLive)
    this.#isLive = more
  }
}
