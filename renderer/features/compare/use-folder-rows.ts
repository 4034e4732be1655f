import { computed, shallowRef, watch } from 'vue'
import type { Differences } from '../../../shared/contract/compare'
import { bytesToText } from '../../../shared/etcd/key'
import { toFailure } from '../../../shared/failure'
import { notify } from '../../ui/notify'
import { totalOf } from '../history/changes/describe-changed'

type Folder = Differences['folders'][number]

/** A folder as it is drawn. */
export interface FolderRow {
  readonly folder: Folder
  readonly id: string
  readonly name: string
  /** 1 for the first level. */
  readonly level: number
  readonly isOpen: boolean
}

export type FolderOrder = 'name' | 'count'

/** The folders below a prefix as rows: those that were opened with what is in them. */
export function useFolderRows(
  shown: () => Differences | undefined,
  look: (prefix: Uint8Array) => Promise<Differences>,
) {
  const order = shallowRef<FolderOrder>('name')
  const opened = shallowRef<ReadonlyMap<string, Differences>>(new Map())

  function below({ prefix, folders }: Differences, level: number): FolderRow[] {
    const sorted = order.value === 'name' ? folders : [...folders].sort((a, b) => totalOf(b) - totalOf(a))
    return sorted.flatMap((folder) => {
      const id = bytesToText(folder.path)
      const inside = opened.value.get(id)
      const name = bytesToText(folder.path.subarray(prefix.length))
      const row = { folder, id, name, level, isOpen: inside !== undefined }
      return inside ? [row, ...below(inside, level + 1)] : [row]
    })
  }

  async function toggle({ id, folder, isOpen }: FolderRow): Promise<void> {
    const next = new Map(opened.value)
    if (isOpen) next.delete(id)
    else
      try {
        next.set(id, await look(folder.path))
      } catch (error) {
        return notify.failure(toFailure(error))
      }
    opened.value = next
  }

  watch(shown, () => (opened.value = new Map()))

  return {
    order,
    rows: computed(() => {
      const now = shown()
      return now ? below(now, 1) : []
    }),
    toggle,
  }
}
