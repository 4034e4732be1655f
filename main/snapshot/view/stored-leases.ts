import type { OpenFile } from './open-file'
import { readLease } from './read-lease'

/** The leases in the file, by their ids. */
export function leaseIds(file: OpenFile): bigint[] {
  return file.loaded.bucket('lease').map(([key]) => key.readBigInt64BE(0))
}

/**
 * What is stored of a lease: what it was granted for, which is also all that is left to tell, as nothing runs. `keys`:
 * with the keys that hang on it at the newest revision.
 */
export function leaseOf(
  file: OpenFile,
  { id, keys }: { readonly id: bigint; readonly keys: boolean },
): { readonly ttl: bigint; readonly grantedTtl: bigint; readonly keys: Uint8Array[] } {
  const entry = file.loaded.bucket('lease').find(([key]) => key.readBigInt64BE(0) === id)
  if (!entry) return { ttl: -1n, grantedTtl: 0n, keys: [] }
  const { ttl } = readLease(entry[1])
  return { ttl, grantedTtl: ttl, keys: keys ? keysOf(file, id) : [] }
}

function keysOf({ keys, loaded }: OpenFile, id: bigint): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let place = 0; place < keys.size; place++) {
    const row = keys.rowAt(keys.key(place), loaded.revision)
    if (row !== undefined && loaded.table.lease(row) === id)
      found.push(loaded.table.keys.at(keys.key(place)).slice())
  }
  return found
}
