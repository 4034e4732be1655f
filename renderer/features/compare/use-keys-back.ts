import { computed, watch } from 'vue'
import { equalBytes } from '../../../shared/etcd/key'
import type { Comparison } from '../../../shared/contract/compare'
import { useChangesStore } from '../../stores/changes'
import { useConnectionsStore } from '../../stores/connections'
import { useFrameStore } from '../../stores/frame'
import { useOperationsStore } from '../../stores/operations'

/** The way from a comparison's left side back into its right one: what is asked, and why it cannot be. */
export function useKeysBack(comparison: () => Comparison | undefined, onDone: () => void) {
  const connections = useConnectionsStore()
  const target = computed(() => comparison()?.right.connectionId)
  const targetRow = computed(() => (target.value ? connections.byId(target.value) : undefined))
  const refusal = computed(() => {
    const found = comparison()
    if (!found || !targetRow.value) return 'There is nothing to write to.'
    if (found.left.connectionId === found.right.connectionId)
      return 'Both sides are the same source: put it back in History.'
    if (targetRow.value.snapshotFile !== undefined)
      return 'The right side is a file: swap the sides to write.'
    if (targetRow.value.readOnly) return `${targetRow.value.name} is read-only.`
    return equalBytes(found.left.prefix, found.right.prefix)
      ? undefined
      : 'The sides have different prefixes: compare the same one to write.'
  })

  // What was written, or taken back, is compared again.
  watch(
    () => target.value && useChangesStore(target.value).phase?.kind,
    (kind) => kind === 'ended' && onDone(),
  )

  return {
    target,
    targetRow,
    refusal,
    /** Nobody else shows the dialogs of a connection without a tab. */
    needsDialogs: computed(() => target.value !== undefined && !useFrameStore().tabs.includes(target.value)),
    /** Asks to put back all below a prefix, or single keys; a dry run comes first. */
    ask(prefix: Uint8Array, keys?: readonly Uint8Array[]): void {
      const found = comparison()
      if (!found || !target.value) return
      const { connectionId, revision } = found.left
      const source = { connectionId, name: connections.byId(connectionId)?.name ?? '' }
      const subject = useOperationsStore(target.value).pastSubject(prefix, revision, { keys, source })
      useChangesStore(target.value).ask(subject)
    },
  }
}
