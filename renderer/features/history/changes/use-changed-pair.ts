import { computed, watch } from 'vue'
import type { ChangedKey } from '../../../../shared/contract/history'
import { equalBytes } from '../../../../shared/etcd/key'
import { fail } from '../../../../shared/failure'
import { useAsync } from '../../../composables/use-async'
import { useHistoryStore } from '../../../stores/history'
import { useHistoryChangesStore } from '../../../stores/history-changes'
import { lookInside } from '../compare-values'

/** The chosen key of a comparison, and its values on both sides once they are read. */
export function useChangedPair(connectionId: string) {
  const changes = useHistoryChangesStore(connectionId)
  const history = useHistoryStore(connectionId)
  const found = computed(() => (changes.state.kind === 'ready' ? changes.state.found : undefined))
  const chosen = computed(() => {
    const key = changes.chosen
    return key && found.value?.keys.find((each) => equalBytes(each.key, key))
  })

  const work = useAsync(async (signal: AbortSignal, { key, before, after }: ChangedKey) => {
    const { from = 0n, to = 0n } = found.value ?? {}
    const read = async (side: ChangedKey['before'], at: bigint) => {
      if (!side) return undefined
      const kv = await history.readVersion({ key, revision: side.modRevision, at }, signal)
      if (kv) return kv.value
      throw fail('notFound', `The key was not there at revision ${at}.`)
    }
    const [was, is] = await Promise.all([read(before, from), read(after, to)])
    return lookInside({ before: was, after: is }, signal)
  })

  function start() {
    if (chosen.value) void work.run(chosen.value)
    else work.reset()
  }
  watch(chosen, start, { immediate: true })

  return { found, chosen, work, retry: start }
}
