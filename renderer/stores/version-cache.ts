import type { KeyValue } from '../../shared/contract/kv'
import { bytesToText } from '../../shared/etcd/key'
import { client } from '../client'

const keptBytesAtMost = 64 * 1024 * 1024

/** One version of a key: when it was written, and a revision at which it can be read (undefined: not any more). */
export interface VersionAt {
  readonly key: Uint8Array
  readonly revision: bigint
  readonly at: bigint | undefined
}

/**
 * The values of old versions that were looked at. They never change, so each is read once; the ones looked at longest ago
 * are forgotten beyond 64 MiB. What is kept can still be seen after it was compacted.
 */
export function versionCache(connectionId: string) {
  const kept = new Map<string, KeyValue>()
  let keptBytes = 0
  const nameOf = (version: VersionAt) => `${version.revision} ${bytesToText(version.key)}`

  function keep(name: string, kv: KeyValue) {
    kept.set(name, kv)
    keptBytes += kv.value.length
    for (const [oldest, { value }] of kept) {
      if (keptBytes <= keptBytesAtMost || oldest === name) return
      kept.delete(oldest)
      keptBytes -= value.length
    }
  }

  return {
    /** The version, or undefined when it is gone. Throws the failure, `compacted` when it went just now. */
    async read(version: VersionAt, signal: AbortSignal): Promise<KeyValue | undefined> {
      const name = nameOf(version)
      const known = kept.get(name)
      if (known) {
        // The newest stand last.
        kept.delete(name)
        kept.set(name, known)
        return known
      }
      if (version.at === undefined) return undefined
      const input = { connectionId, key: version.key, revision: version.at }
      const { kvs } = await client().kv.range(input, { signal })
      const kv = kvs[0]
      if (kv && kv.modRevision === version.revision) keep(name, kv)
      return kv
    },
    has: (version: VersionAt) => kept.has(nameOf(version)),
  }
}
