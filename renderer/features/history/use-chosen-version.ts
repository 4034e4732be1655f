import { computed } from 'vue'
import type { KeyRevision } from '../../../shared/contract/history'
import { fail } from '../../../shared/failure'
import type { KeyValue } from '../../../shared/contract/kv'
import { useHistoryStore } from '../../stores/history'
import { readableAt } from '../../stores/revision-list'

/** The version that the chosen row stands for: of a delete, the one that it deleted. */
export interface ChosenVersion {
  readonly key: Uint8Array
  readonly row: KeyRevision
  /** A revision at which it can be read; undefined when it is compacted. */
  readonly at: bigint | undefined
  /** What the key stood at last, as far as was seen. */
  readonly newest: KeyRevision
  /** The chosen row is the delete after it. */
  readonly isDeletedBy: KeyRevision | undefined
}

/** The chosen version, and its value when it is wanted. */
export function useChosenVersion(connectionId: string) {
  const history = useHistoryStore(connectionId)

  const version = computed<ChosenVersion | undefined>(() => {
    const { key, list, chosenIndex, compactRevision } = history
    const chosen = list.rows[chosenIndex]
    const newest = list.rows[0]
    if (!key || !chosen || !newest) return undefined
    const index = chosen.kind === 'put' ? chosenIndex : chosenIndex + 1
    const row = list.rows[index]
    if (row?.kind !== 'put') return undefined
    const isDeletedBy = chosen.kind === 'delete' ? chosen : undefined
    return { key, row, at: readableAt(list.rows, index, compactRevision), newest, isDeletedBy }
  })

  /** Reads it; throws `compacted` when it is gone. */
  async function read({ key, row, at }: ChosenVersion, signal: AbortSignal): Promise<KeyValue> {
    const kv = await history.readVersion({ key, revision: row.revision, at }, signal)
    if (kv) return kv
    throw fail('compacted', `Revision ${row.revision} is compacted: its value cannot be read any more.`)
  }

  const isKept = (of: ChosenVersion) => history.isKept({ key: of.key, revision: of.row.revision, at: of.at })

  return { version, read, isKept }
}
