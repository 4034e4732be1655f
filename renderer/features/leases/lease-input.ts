/** What a person typed for a lease, or what is wrong with it. */
export type Typed<T> =
  | { readonly value: T; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string }

/** etcd's own limit (lease.MaxLeaseTTL). */
const maxTtlSeconds = 9_000_000_000

/** Whole seconds, at least one. */
export function readTtl(text: string): Typed<number> {
  const seconds = Number(text.trim())
  if (!/^\d+$/.test(text.trim()) || seconds < 1) return { problem: 'A whole number of seconds, at least 1.' }
  if (seconds > maxTtlSeconds) return { problem: 'etcd takes at most 9,000,000,000 seconds.' }
  return { value: seconds }
}

/** An id in hexadecimal, as etcdctl prints it; nothing lets etcd choose. */
export function readLeaseId(text: string): Typed<string | undefined> {
  const id = text.trim().toLowerCase().replace(/^0x/, '')
  if (id === '') return { value: undefined }
  if (!/^[0-9a-f]{1,16}$/.test(id) || /^0+$/.test(id)) {
    return { problem: 'An id is 1 to 16 hexadecimal digits, as etcdctl prints it, and not 0.' }
  }
  return { value: id }
}
