/**
 * Sorted keys in two flat arrays: all bytes one after the other, and where each key ends. A million keys of 45 bytes
 * take 49 MB, and nothing of it is an object that a collector has to visit.
 */
export class PackedKeys {
  #bytes: Uint8Array
  #ends: Uint32Array
  #size = 0

  /** @param expected how many keys and bytes to make room for; more may come */
  constructor(expected: { readonly keys: number; readonly bytes: number }) {
    this.#bytes = new Uint8Array(Math.max(expected.bytes, 1024))
    this.#ends = new Uint32Array(Math.max(expected.keys, 16))
  }

  /** Number of keys. */
  get size(): number {
    return this.#size
  }

  /** Bytes of all keys together. */
  get bytes(): number {
    return this.start(this.#size)
  }

  /** Appends a key, which must sort after the last; `from` and `to` are its place in `source`. */
  push(source: Uint8Array, from: number, to: number): void {
    const start = this.start(this.#size)
    const end = start + to - from
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end)
    if (this.#size === this.#ends.length) this.#ends = grown(this.#ends, this.#size + 1)
    // Short keys are copied faster byte by byte than by making a view of them first.
    for (let at = start, read = from; at < end; at++, read++) this.#bytes[at] = source[read] ?? 0
    this.#ends[this.#size] = end
    this.#size += 1
  }

  /** Where key `index` begins in `all`. */
  start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0)
  }

  /** Where key `index` ends in `all`. */
  end(index: number): number {
    return this.#ends[index] ?? 0
  }

  /** The bytes of all keys. Replaced when keys are appended: not to be kept. */
  get all(): Uint8Array {
    return this.#bytes
  }

  /** Key `index` as a view; not to be kept. */
  at(index: number): Uint8Array {
    return this.#bytes.subarray(this.start(index), this.end(index))
  }

  /** The first index whose key is not less than `key`, at `from` or after. */
  lowerBound(key: Uint8Array, from = 0): number {
    let low = from
    let high = this.#size
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(middle, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(index: number, key: Uint8Array): number {
    const start = this.start(index)
    const length = this.end(index) - start
    const common = Math.min(length, key.length)
    for (let at = 0; at < common; at++) {
      const difference = (this.#bytes[start + at] ?? 0) - (key[at] ?? 0)
      if (difference !== 0) return difference
    }
    return length - key.length
  }
}

function grown<T extends Uint8Array | Uint32Array>(array: T, atLeast: number): T {
  const length = Math.max(atLeast, Math.ceil(array.length * 1.5))
  const larger = array instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length)
  larger.set(array)
  return larger as T
}
