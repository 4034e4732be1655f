import { KeyTable } from '../history/key-table'
import { damaged } from './bbolt/damaged'

/** A revision in the key bucket: main (8 bytes), `_`, sub (8 bytes). A tombstone's has a `t` behind it. */
const revisionBytes = 17
/** The tag of field 1 of mvccpb.KeyValue, the key, with which etcd begins each value. */
const keyTag = 0x0a

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
    const row = this.#keys.add(readKey(bytes, valueAt, end))
    if (row >= this.#isLive.length) this.#grow()
    const lives = valueAt - keyAt === revisionBytes ? 1 : 0
    this.#size += lives - (this.#isLive[row] ?? 0)
    this.#isLive[row] = lives
  }

  #grow(): void {
    const more = new Uint8Array(this.#isLive.length * 2)
    more.set(this.#isLive)
    this.#isLive = more
  }
}

function readKey(bytes: Buffer, from: number, end: number): Buffer {
  let at = from + 1
  let length = 0
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[at++] ?? 0
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  if (bytes[from] !== keyTag || at + length > end) throw damaged('a revision holds no key')
  return bytes.subarray(at, at + length)
}
