import { varint } from '../../keyindex/range-scanner'
import { damaged } from '../bbolt/damaged'

/** The figures of a stored KeyValue (mvccpb): its bytes stay in the file. */
export interface KeyValueHead {
  /** Where the key lies in the bytes that were read. */
  keyAt: number
  keyEnd: number
  createRevision: number
  version: number
  lease: bigint
}

const none = { keyAt: 0, keyEnd: 0, createRevision: 0, version: 0, lease: 0n }

/** Reads the head of a KeyValue between two places into `head`, without its value. Throws `corrupt`. */
export function readHead(bytes: Uint8Array, from: number, end: number, head: KeyValueHead): void {
  Object.assign(head, none)
  for (let at = from; at < end;) {
    const tag = bytes[at] as number
    const value = varint(bytes, at + 1)
    if (!value || value.next > end) throw damaged('a stored key cannot be read')
    if ((tag & 7) === 0) {
      if (tag === 0x10) head.createRevision = value.value
      else if (tag === 0x20) head.version = value.value
      else if (tag === 0x30) head.lease = varint64(bytes, at + 1)
      at = value.next
      continue
    }
    const stop = value.next + value.value
    if ((tag & 7) !== 2 || stop > end) throw damaged('a stored key cannot be read')
    if (tag === 0x0a) {
      head.keyAt = value.next
      head.keyEnd = stop
    }
    at = stop
  }
}

/** A varint of 64 bits, signed: a lease's id is not exact as a number. */
function varint64(bytes: Uint8Array, at: number): bigint {
  let value = 0n
  for (let shift = 0n, next = at; ; shift += 7n, next++) {
    const byte = bytes[next] ?? 0
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asIntN(64, value)
  }
}
