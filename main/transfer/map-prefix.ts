import type { PrefixMapping } from '../../shared/contract/transfer'
import { bytesToText, startsWith } from '../../shared/etcd/key'
import type { TransferEntry } from './json-lines'

/**
 * The key an entry is written to. Throws an Error that says why there is none: it does not begin with the prefix
 * that is replaced, or nothing would be left of it.
 */
export function mapKey(key: Uint8Array, mapping: PrefixMapping | undefined): Uint8Array {
  if (!mapping) return key
  if (!startsWith(key, mapping.from))
    throw new Error(`its key does not begin with ${bytesToText(mapping.from)}`)
  const mapped = Uint8Array.from([...mapping.to, ...key.subarray(mapping.from.length)])
  if (mapped.length === 0) throw new Error('its key would be empty')
  return mapped
}

/** An entry as it is written elsewhere. Under another name its revisions mean nothing. */
export function mapEntry(entry: TransferEntry, mapping: PrefixMapping | undefined): TransferEntry {
  if (!mapping) return entry
  const { value, lease } = entry
  return { key: mapKey(entry.key, mapping), value, lease }
}
