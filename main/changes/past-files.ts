import type { KeyValue } from '../../shared/contract/kv'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { makeFolder } from '../local/folders'
import { isThere, KeysFile } from './backup-file'
import { comparePast, type ComparePast } from './past-keys'

export interface PastFilesJob {
  readonly folder: string
  readonly backup: string
  readonly past: string
  readonly clusterId: string
  readonly compare: ComparePast & { readonly now: bigint }
}

/**
 * Writes the keys that a put-back changes into two files, as they are before it and as they were at the earlier
 * revision, both private to this user. What is there already is left as it is. Yields how many keys were compared; at
 * the end both files are whole and synced.
 */
export async function* writePastFiles(
  client: EtcdClient,
  { folder, backup, past, clusterId, compare }: PastFilesJob,
): AsyncGenerator<number, void, undefined> {
  await makeFolder(folder)
  const create = async (path: string, title: string, revision: bigint, of = clusterId) =>
    (await isThere(path)) ? undefined : KeysFile.create(path, { title, revision, clusterId: of })
  let before: KeysFile | undefined
  let after: KeysFile | undefined
  let compared = 0
  try {
    before = await create(backup, 'Before: put back', compare.now)
    after = await create(past, 'Put back', compare.past.revision, compare.sourceClusterId)
    if (!before && !after) return
    for await (const { keys, newer, same } of comparePast(client, compare)) {
      await before?.add(keys.flatMap(({ now }): KeyValue[] => (now ? [now] : [])))
      await after?.add(keys.flatMap(({ past: was }): KeyValue[] => (was ? [was] : [])))
      compared += keys.length + same + (compare.past.deletesNewer ? 0 : newer.length)
      yield compared
    }
    throwIfAborted(compare.signal)
    // The backup comes last: where it is there, all is there.
    await after?.keep()
    await before?.keep()
  } finally {
    await after?.drop()
    await before?.drop()
  }
}
