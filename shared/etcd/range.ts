/** A half-open range of keys as etcd's requests want it. An absent `rangeEnd` is the one key. */
export interface KeyRange {
  readonly key: Uint8Array
  readonly rangeEnd?: Uint8Array
}

/** etcd's sign for "from `key` to the end of the keyspace", as `rangeEnd`; for "from the first key", as `key`. */
export const zeroByte: Uint8Array = Uint8Array.of(0)

/**
 * The first key after all that begin with `prefix`: the last byte below 0xff plus one, what follows it cut off.
 * For an empty prefix, and one of nothing but 0xff, there is no such key: {@link zeroByte}, etcd's "to the end".
 * (clientv3's GetPrefixRangeEnd.)
 */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let last = prefix.length - 1; last >= 0; last--) {
    const byte = prefix[last] ?? 0xff
    if (byte === 0xff) continue
    const end = prefix.slice(0, last + 1)
    end[last] = byte + 1
    return end
  }
  return zeroByte.slice()
}

/** Every key that begins with `prefix`; an empty prefix is the whole keyspace (etcd refuses an empty `key`). */
export function rangeOf(prefix: Uint8Array): Required<KeyRange> {
  return { key: prefix.length === 0 ? zeroByte.slice() : prefix, rangeEnd: prefixEnd(prefix) }
}

/** The smallest key after `key`: where the next page starts. */
export function keyAfter(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}
