import { computed, reactive, watch, type Ref } from 'vue'
import { useAsync } from '../../composables/use-async'
import { useConnectionsStore } from '../../stores/connections'
import { useSnapshotsStore } from '../../stores/snapshots'
import { formatBytes } from '../../ui/format'
import { etcdctlWords, serverNameHint } from '../keys/copy-as/etcdctl-command'
import { quoteText } from '../keys/copy-as/shell-quote'

/** What the Save snapshot dialog knows: whom to ask, where to, and how it goes. What was typed outlives a failure. */
export function useSaveSnapshot(connectionId: string, isOpen: Ref<boolean>, isAtOnce: () => boolean) {
  const snapshots = useSnapshotsStore()
  const connections = useConnectionsStore()
  const form = reactive({ endpoint: '', path: '' })
  const offer = useAsync((signal: AbortSignal) => snapshots.offer(connectionId, signal))
  const work = computed(() => snapshots.works.get(connectionId))
  const isBusy = computed(() => work.value?.kind === 'running')
  const failure = computed(() => (work.value?.kind === 'failed' ? work.value.failure : undefined))
  const pathProblem = computed(() =>
    failure.value?.details?.['field'] === 'path'
      ? [failure.value.message, failure.value.reason].filter(Boolean).join(' ')
      : undefined,
  )
  const members = computed(() =>
    (offer.value.value?.members ?? [])
      .filter(({ role }) => role !== 'learner')
      .map(({ name, role, endpoint, dbSizeBytes, isHealthy }) => ({
        value: endpoint,
        text: `${name} · ${role}${isHealthy ? '' : ', not healthy'} · ${formatBytes(dbSizeBytes)}`,
      })),
  )
  const free = computed(() => offer.value.value?.freeBytes)

  watch(
    isOpen,
    async (opened) => {
      if (!opened) return
      snapshots.forget(connectionId)
      if (isBusy.value) return
      if (isAtOnce()) void snapshots.save(connectionId)
      else await ask()
    },
    { immediate: true },
  )

  async function ask() {
    const found = await offer.run()
    if (!found) return
    if (!members.value.some(({ value }) => value === form.endpoint)) form.endpoint = found.endpoint
    form.path = found.path
  }

  function command(): string {
    const row = connections.byId(connectionId)
    if (!row) return ''
    const saved = work.value?.kind === 'done' ? work.value.row : undefined
    const { endpoint, path } = saved ?? form
    const target = { ...row, endpoints: [endpoint || (row.endpoints[0] ?? '')] }
    return `${serverNameHint(target)}${etcdctlWords(target)} snapshot save ${quoteText(path.trim() || 'snapshot.db')}`
  }

  return {
    ...{ form, offer, members, free, work, isBusy, failure, pathProblem, command },
    save: () => snapshots.save(connectionId, { endpoint: form.endpoint, path: form.path.trim() }),
    cancel: () => snapshots.cancel(connectionId),
  }
}
