import type { PrefixMapping, TransferProgress, TransferSource } from '../../shared/contract/transfer'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { readNames } from './find-extra'
import { checkFile, fileEntries } from './import-file'
import type { TransferEntry } from './json-lines'
import { mapEntry, mapKey } from './map-prefix'
import { readSelection } from './read-scope'

/** Keys that can be read more than once: the same entries in the same order each time, a batch in memory at once. */
export interface OpenSource {
  /** Whose revisions the entries hold, in hex. */
  readonly clusterId?: string
  readonly totalKeys: number
  /** For a prefix of a connection: the names its keys get and the prefix they then have, in etcd's order. */
  readonly named?: {
    readonly prefix: Uint8Array
    /** The prefix they are read from. */
    readonly from: Uint8Array
    names(signal: AbortSignal): AsyncGenerator<readonly Uint8Array[], void, undefined>
  }
  entries(signal: AbortSignal): AsyncGenerator<readonly TransferEntry[], void, undefined>
}

interface SourceOptions {
  readonly source: TransferSource
  readonly mapping?: PrefixMapping
  readonly clientOf: (connectionId: string) => EtcdClient
}

/** Opens a source: checks a file whole, or pins another connection's keys to its newest revision. */
export async function* openSource(
  { source, mapping, clientOf }: SourceOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly [TransferProgress], OpenSource, undefined> {
  if (source.kind === 'file') {
    const file = yield* checkFile(source.path, (entry) => void mapKey(entry.key, mapping), signal)
    return {
      clusterId: file.clusterId,
      totalKeys: file.keys,
      entries: async function* (stop) {
        for await (const batch of fileEntries(file, stop)) yield batch.map((each) => mapEntry(each, mapping))
      },
    }
  }
  const { selection, connectionId } = source
  const first = await readSelection(clientOf(connectionId), selection, { signal }).next()
  if (first.done) throw fail('internal', 'The source has no revision.')
  const { revision, clusterId, totalKeys } = first.value
  const named = selection.kind === 'prefix' && {
    from: selection.prefix,
    prefix: mapping?.to ?? selection.prefix,
    names: async function* (stop: AbortSignal) {
      const pages = readNames(clientOf(connectionId), selection.prefix, { signal: stop, revision })
      for await (const { keys } of pages) yield keys.map(({ key }) => mapKey(key, mapping))
    },
  }
  return {
    clusterId,
    totalKeys,
    named: named || undefined,
    entries: async function* (stop) {
      const pages = readSelection(clientOf(connectionId), selection, { signal: stop, revision })
      for await (const { kvs } of pages) yield kvs.map((each) => mapOrFail(each, mapping))
    },
  }
}

function mapOrFail(entry: TransferEntry, mapping: PrefixMapping | undefined): TransferEntry {
  try {
    return mapEntry(entry, mapping)
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    throw fail('invalid', `A key cannot be copied: ${why}.`, { details: { field: 'mapping' } })
  }
}
