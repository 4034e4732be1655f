import { concatBytes } from '../../shared/etcd/key'

/**
 * Takes a RangeResponse apart while it arrives, keeping nothing but what it tells: the keys, the revision, the count.
 * Fed with the message's bytes in any pieces. Fields (etcd's rpc.proto): 1 header (3 revision), 2 kvs (1 key), 4 count.
 */
export class RangeScanner {
  #rest: Uint8Array = new Uint8Array(0)
  #revision = 0n
  #count = 0

  /** @param onKey called with each key's place in `source`, in order; to be copied at once */
  constructor(readonly onKey: (source: Uint8Array, from: number, to: number) => void) {}

  /** The store's revision; known before the first key. */
  get revision(): bigint {
    return this.#revision
  }

  /** All keys in the range, whatever the limit; known at the end. */
  get count(): number {
    return this.#count
  }

  /** True when everything so far was used up: the message may end here. */
  get isWhole(): boolean {
    return this.#rest.length === 0
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : concatBytes(this.#rest, chunk)
    let at = 0
    for (;;) {
      const next = this.#field(bytes, at)
      if (next < 0) break
      at = next
    }
    // A copy: the rest must not hold a whole network buffer.
    this.#rest = at === bytes.length ? emptyBytes : bytes.slice(at)
  }

  /** Takes one top-level field; answers where the next begins, or -1 when it is not all there. */
  #field(bytes: Uint8Array, at: number): number {
    const tag = bytes[at]
    if (tag === undefined) return -1
    const value = varint(bytes, at + 1)
    if (!value) return -1
    if ((tag & 7) === 0) {
      if (tag === 0x20) this.#count = value.value
      return value.next
    }
    const end = value.next + value.value
    if (end > bytes.length) return -1
    if (tag === 0x12) this.#key(bytes, value.next)
    else if (tag === 0x0a) this.#header(bytes, value.next, end)
    return end
  }

  #key(bytes: Uint8Array, at: number): void {
    // Encoders write fields in order of number, and a key is never empty: it comes first.
    const length = bytes[at] === 0x0a ? varint(bytes, at + 1) : undefined
    if (!length) throw new Error('a KeyValue does not begin with its key')
    this.onKey(bytes, length.next, length.next + length.value)
  }

  #header(bytes: Uint8Array, from: number, end: number): void {
    let at = from
    while (at < end) {
      const tag = bytes[at] ?? 0
      let value = 0n
      let shift = 0n
      let byte: number
      at += 1
      do {
        byte = bytes[at++] ?? 0
        value |= BigInt(byte & 0x7f) << shift
        shift += 7n
      } while (byte >= 0x80)
      if (tag === 0x18) this.#revision = value
    }
  }
}

const emptyBytes = new Uint8Array(0)

/** A varint that is exact below 2^53: lengths and counts; undefined when it is not all there. */
export function varint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0
  let scale = 1
  for (let next = at; ; next++) {
    const byte = bytes[next]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return { value, next: next + 1 }
    scale *= 128
  }
}
