import { txnOps } from './read-each'

/** Below etcd's 1.5 MiB for a request, with room for what goes around keys and values. */
const maxBytes = 1 << 20
/** What a key costs beside its bytes: the comparison, the operation, their lengths. */
const overheadBytes = 64

/**
 * Cuts batches of any size into portions of one transaction: at most 128 operations and about 1 MiB. A single one that
 * is larger goes alone, for etcd to judge.
 */
export async function* portions<T extends { readonly key: Uint8Array; readonly value: Uint8Array }>(
  batches: AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[], void, undefined> {
  let portion: T[] = []
  let bytes = 0
  for await (const batch of batches) {
    for (const each of batch) {
      const size = 2 * each.key.length + each.value.length + overheadBytes
      if (portion.length === txnOps || (portion.length > 0 && bytes + size > maxBytes)) {
        yield portion
        portion = []
        bytes = 0
      }
      portion.push(each)
      bytes += size
    }
  }
  if (portion.length > 0) yield portion
}
