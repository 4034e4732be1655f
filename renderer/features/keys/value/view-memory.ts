import { bytesToText } from '../../../../shared/etcd/key'
import type { ShownAs } from '../../../stores/open-key-state'
import { shownAsNames } from '../../../stores/open-key-state'
import { useTreeStore } from '../../../stores/tree'
import { useViewStateStore } from '../../../stores/view-state'
import { folderOf } from '../folder-of'

type Views = { readonly [folder: string]: ShownAs }

/** So many folders are remembered; the one chosen for the longest time ago is forgotten first. */
const rememberedAtMost = 300

function isViews(value: unknown): value is Views {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every((view) => shownAsNames.includes(view))
}

/** Adds a choice as the newest and forgets the oldest beyond the limit. */
export function withView(views: Views, folder: string, view: ShownAs): Views {
  const others = Object.entries(views).filter(([name]) => name !== folder)
  return Object.fromEntries([...others, [folder, view]].slice(-rememberedAtMost))
}

/** The views that were chosen in a connection, by the folder of the key: it is shown so next time, and its neighbours. */
export function useViewMemory(connectionId: string) {
  const state = useViewStateStore().use<Views>(`keys/views/${connectionId}`, {}, isViews)
  const tree = useTreeStore(connectionId)
  const nameOf = (key: Uint8Array) => bytesToText(folderOf(key, tree.separatorBytes))
  return {
    recall: (key: Uint8Array): ShownAs | undefined => state.value.value[nameOf(key)],
    remember: (key: Uint8Array, view: ShownAs) => state.set(withView(state.value.value, nameOf(key), view)),
  }
}
