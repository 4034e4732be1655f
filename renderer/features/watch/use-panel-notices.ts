import { computed, onScopeDispose, watch, type Ref } from 'vue'
import type { PanelRow } from '../../../shared/contract/panels'
import { bytesToText } from '../../../shared/etcd/key'
import { toFailure } from '../../../shared/failure'
import { pause } from '../../stores/follow'
import { useConnectionsStore } from '../../stores/connections'
import { useFrameStore } from '../../stores/frame'
import { usePanelsStore } from '../../stores/panels'
import { formatCount } from '../../ui/format'
import { notify } from '../../ui/notify'
import { nameOfPanel } from './describe-panel'
import { showNotification } from './desktop-notification'

/** Of rows that come together, so many are told one by one. */
const toldAtMost = 3
const retryMs = 2_000

/** Tells of events that meet their panel's condition, whichever section is in front, while a panel has one and there is a session. */
export function usePanelNotices(connectionId: string, hasSession: Readonly<Ref<boolean>>): void {
  const panels = () => usePanelsStore(connectionId)
  const frame = useFrameStore()
  const connections = useConnectionsStore()
  let controller = new AbortController()

  function tell(panel: string, what: string) {
    const { name = '' } = connections.byId(connectionId) ?? {}
    const spec = panels().panels.find(({ id }) => id === panel)?.spec
    const title = `${name}: ${spec ? nameOfPanel(spec) : 'watch'}`
    const onPress = () => {
      frame.openTab(connectionId, 'watch')
      panels().wanted = panel
    }
    if (showNotification({ title, body: what, onPress })) return
    notify.success(`${title}: ${what}`, { durationMs: 15_000, action: { text: 'Show', run: onPress } })
  }

  function tellAll(batch: readonly { readonly panel: string; readonly row: PanelRow }[]) {
    for (const { panel, row } of batch.slice(0, toldAtMost)) {
      if (row.kind === 'gap') continue
      tell(panel, `${row.kind} ${bytesToText(row.key)} at revision ${formatCount(row.revision)}`)
    }
    const rest = batch.slice(toldAtMost)
    const [first] = rest
    if (first) tell(first.panel, `and ${formatCount(rest.length)} more events met the condition`)
  }

  async function listen(signal: AbortSignal) {
    while (!signal.aborted) {
      try {
        for await (const batch of panels().notices(signal)) tellAll(batch)
      } catch (error) {
        if (toFailure(error).code === 'internal') throw error
      }
      await pause(retryMs, signal)
    }
  }

  watch(
    computed(() => hasSession.value && panels().panels.some(({ condition }) => condition !== undefined)),
    (has) => {
      controller.abort()
      controller = new AbortController()
      if (has) void listen(controller.signal)
    },
    { immediate: true },
  )
  onScopeDispose(() => controller.abort())
}
