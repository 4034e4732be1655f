import { useFrameStore } from '../../../stores/frame'
import { useOpenKeyStore } from '../../../stores/open-key'
import { usePastKeyStore } from '../../../stores/past-key'
import { usePastTreeStore } from '../../../stores/past-tree'
import { useTreeStore } from '../../../stores/tree'

/** Leaves the past for the Keys section, and goes there to what was selected, if it is still there. */
export function useBackToNow(connectionId: string): () => void {
  return () => {
    const past = usePastTreeStore(connectionId)
    const tree = useTreeStore(connectionId)
    const { selected } = past
    const opened = usePastKeyStore(connectionId).open?.key
    past.close()
    useFrameStore().showSection('keys')
    if (!selected) return
    void tree
      .reveal(selected)
      .then((row) => {
        if (row?.isKey && opened) useOpenKeyStore(connectionId).show(row.path)
      })
      .catch(() => {})
  }
}
