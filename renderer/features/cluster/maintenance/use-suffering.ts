import { computed, onMounted, type ComputedRef } from 'vue'
import type { CompactPlan } from '../../../../shared/contract/maintenance'
import { bytesToText } from '../../../../shared/etcd/key'
import { useOperationsStore } from '../../../stores/operations'
import { usePanelsStore } from '../../../stores/panels'
import { usePastTreeStore } from '../../../stores/past-tree'
import { formatCount, formatCountOf } from '../../../ui/format'

/** What of the app's own a compaction takes something from, each a sentence. */
export function useSuffering(
  connectionId: string,
  plan: () => CompactPlan | undefined,
): ComputedRef<readonly string[]> {
  const panels = usePanelsStore(connectionId)
  const past = usePastTreeStore(connectionId)
  const operations = useOperationsStore(connectionId)
  onMounted(() => void operations.load().catch(() => []))

  return computed(() => {
    const made = plan()
    if (!made) return []
    const behind = made.panels.map(({ id, revision }) => {
      const panel = panels.panels.find((each) => each.id === id)
      const of = panel ? bytesToText(panel.spec.key) || 'all keys' : id
      return `The watch panel of ${of} has seen up to revision ${formatCount(revision)}: it will have a gap.`
    })
    const shown = past.wanted
    const tree =
      shown !== undefined && shown < made.revision
        ? [
            `The time machine stands at revision ${formatCount(shown)}, which goes: what is listed stays, no more is read.`,
          ]
        : []
    const undoable = (operations.rows ?? []).filter(
      (each) => !each.hasBackup && each.undone === 0 && each.plan.revision < made.revision,
    )
    const lost =
      undoable.length > 0
        ? [`${formatCountOf(undoable.length, 'operation')} without a backup file cannot be undone any more.`]
        : []
    return [...behind, ...tree, ...lost]
  })
}
