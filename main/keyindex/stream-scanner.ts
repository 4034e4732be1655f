import { concatBytes } from '../../shared/etcd/key'
import { varint, type RangeScanner } from './range-scanner'

/**
 * Takes the answers of a RangeStream apart while they arrive, and gives what is in them to the scanner of one
 * RangeResponse: merged in order they are what Range would have answered (etcd 3.7: first a header alone, then the
 * revision with the first keys, count and more with the last), and merging protobuf messages is joining their bytes.
 * Fed with the call's bytes in any pieces, gRPC's prefixes included.
 */
export class StreamScanner {
  #rest: Uint8Array = new Uint8Array(0)
  /** Bytes left of the message (RangeStreamResponse), and of the field in it that is being read. */
  #messageLeft = 0
  #fieldLeft = 0
  #isResponse = false

  constructor(readonly scanner: RangeScanner) {}

  /** True when the stream may end here. */
  get isWhole(): boolean {
    return this.#rest.length === 0 && this.#messageLeft === 0 && this.scanner.isWhole
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : concatBytes(this.#rest, chunk)
    let at = 0
    for (let next = this.#step(bytes, at); next >= 0; next = this.#step(bytes, at)) at = next
    this.#rest = bytes.slice(at)
  }

  /** Goes on with what begins at `at`; answers where the next begins, or -1 when it is not all there. */
  #step(bytes: Uint8Array, at: number): number {
    if (at === bytes.length) return -1
    if (this.#fieldLeft > 0) return this.#inField(bytes, at)
    return this.#messageLeft > 0 ? this.#field(bytes, at) : this.#prefix(bytes, at)
  }

  #prefix(bytes: Uint8Array, at: number): number {
    if (bytes.length < at + 5) return -1
    if (bytes[at] !== 0) throw new Error('a compressed answer, which was not asked for')
    this.#messageLeft = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 1)
    return at + 5
  }

  /** RangeStreamResponse has one field, 1 range_response; what a later etcd adds is passed over. */
  #field(bytes: Uint8Array, at: number): number {
    const tag = bytes[at] ?? 0
    const value = varint(bytes, at + 1)
    if (!value) return -1
    if ((tag & 7) === 2) this.#fieldLeft = value.value
    else if ((tag & 7) !== 0) throw new Error('a field of RangeStreamResponse that cannot be read')
    this.#isResponse = tag === 0x0a
    this.#messageLeft -= value.next - at
    return value.next
  }

  #inField(bytes: Uint8Array, at: number): number {
    const next = Math.min(bytes.length, at + this.#fieldLeft)
    if (this.#isResponse) this.scanner.push(bytes.subarray(at, next))
    this.#fieldLeft -= next - at
    this.#messageLeft -= next - at
    return next
  }
}
