import { bytesToText, startsWith } from '../../shared/etcd/key'

/**
 * A child's name inside its folder as a latin1 string, one character a byte: a map key that is exact for any
 * bytes and sorts in etcd's order.
 */
export type Segment = string

export function toSegment(bytes: Uint8Array): Segment {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

export function segmentBytes(segment: Segment): Uint8Array {
  return Uint8Array.from(Buffer.from(segment, 'latin1'))
}

/** The segment as a person reads it. */
export function segmentText(segment: Segment): string {
  return bytesToText(segmentBytes(segment))
}

/**
 * Where a key goes below a folder: the child's segment, and whether the key lies deeper (`isBelow`) or is the
 * child itself. On the top level a leading separator belongs to the name, so `/registry/pods` starts at `/registry`.
 * Without a separator (empty) every key is a child: a flat list.
 */
export function splitKey(
  key: Uint8Array,
  prefixLength: number,
  separator: Uint8Array,
  isTop: boolean,
): { segment: Segment; isBelow: boolean } {
  const rest = key.subarray(prefixLength)
  if (separator.length === 0) return { segment: toSegment(rest), isBelow: false }
  const from = isTop && startsWith(rest, separator) ? separator.length : 0
  const at = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).indexOf(separator, from)
  return at < 0
    ? { segment: toSegment(rest), isBelow: false }
    : { segment: toSegment(rest.subarray(0, at)), isBelow: true }
}
