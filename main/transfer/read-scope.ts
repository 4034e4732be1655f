import type { KeyScope, KeySelection } from '../../shared/contract/transfer'
import { compareBytes, startsWith } from '../../shared/etcd/key'
import type { EtcdClient } from '../etcd/client'
import { readKeys, type KeyPage, type SingleSelection } from './read-keys'

/** The selections that together name every key of a scope once. */
export function selectionsOf({ keys, prefixes }: KeyScope): readonly SingleSelection[] {
  const outer = prefixes
    .slice()
    .sort(compareBytes)
    .reduce<Uint8Array[]>((kept, prefix) => {
      const last = kept.at(-1)
      return last && startsWith(prefix, last) ? kept : [...kept, prefix]
    }, [])
  const alone = keys.filter((key) => !outer.some((prefix) => startsWith(key, prefix)))
  const folders = outer.map((prefix): SingleSelection => ({ kind: 'prefix', prefix }))
  return alone.length === 0 ? folders : [{ kind: 'keys', keys: alone }, ...folders]
}

/**
 * Reads every key of a scope at one revision (default: the newest), always in the same order, a page of about 4 MiB at
 * a time. `totalKeys` counts what is known so far. Throws `compacted` when the revision is gone.
 */
export async function* readScope(
  client: EtcdClient,
  scope: KeyScope,
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

/** Reads a selection of any kind, as {@link readScope} does. */
export function readSelection(
  client: EtcdClient,
  selection: KeySelection,
  options: { readonly signal: AbortSignal; readonly revision?: bigint },
): AsyncGenerator<KeyPage, void, undefined> {
  return selection.kind === 'several'
    ? readScope(client, selection, options)
    : readKeys(client, selection, options)
}
