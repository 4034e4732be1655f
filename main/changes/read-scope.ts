import type { ChangeScope } from '../../shared/contract/changes'
import type { KeySelection } from '../../shared/contract/transfer'
import { compareBytes, startsWith } from '../../shared/etcd/key'
import type { EtcdClient } from '../etcd/client'
import { readKeys, type KeyPage } from '../transfer/read-keys'

/** The selections that together name every key of a scope once. */
export function selectionsOf({ keys, prefixes }: ChangeScope): readonly KeySelection[] {
  const outer = prefixes
    .slice()
    .sort(compareBytes)
    .reduce<Uint8Array[]>((kept, prefix) => {
      const last = kept.at(-1)
      return last && startsWith(prefix, last) ? kept : [...kept, prefix]
    }, [])
  const alone = keys.filter((key) => !outer.some((prefix) => startsWith(key, prefix)))
  const folders = outer.map((prefix): KeySelection => ({ kind: 'prefix', prefix }))
  return alone.length === 0 ? folders : [{ kind: 'keys', keys: alone }, ...folders]
}

/**
 * Reads every key of a scope at one revision (default: the newest), always in the same order, a page of about 4 MiB at
 * a time. `totalKeys` counts what is known so far. Throws `compacted` when the revision is gone.
 */
export async function* readScope(
  client: EtcdClient,
  scope: ChangeScope,
  options: { readonly signal: AbortSignal; readonly revision?: bigint },
): AsyncGenerator<KeyPage, void, undefined> {
  let revision = options.revision
  let before = 0
  for (const selection of selectionsOf(scope)) {
    let here = 0
    for await (const page of readKeys(client, selection, { ...options, revision })) {
      revision ??= page.revision
      here = page.totalKeys
      yield { ...page, totalKeys: before + here }
    }
    before += here
  }
}
