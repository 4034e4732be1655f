import { computed, shallowRef } from 'vue'
import type {
  ListedPanel,
  Panel,
  PanelCondition,
  PanelExported,
  PanelFilter,
  PanelRow,
  PanelSpec,
} from '../../shared/contract/panels'
import { equalBytes } from '../../shared/etcd/key'
import { fail } from '../../shared/failure'
import { client, pull } from '../client'
import { follow } from './follow'
import { newPanelLook, panelView, type PanelLook } from './panel-view'
import { perConnection } from './per-connection'

/**
 * The watch panels of a connection, in their order. Panels live in main: this follows their list alone; what a panel shows
 * is followed while it is looked at ({@link panelView}). Actions throw what main says.
 */
export const usePanelsStore = perConnection('panels', (connectionId, signal) => {
  const list = follow((inner) => client().panels.list({ connectionId }, { signal: inner }), signal)
  const panels = computed<readonly ListedPanel[]>(() => list.value.value ?? [])
  const looks = new Map<string, PanelLook>()
  const wanted = shallowRef<string>()

  function lookOf(panel: string): PanelLook {
    const known = looks.get(panel) ?? newPanelLook()
    looks.set(panel, known)
    return known
  }

  const isSame = (a: PanelSpec, b: PanelSpec) =>
    a.kind === b.kind &&
    equalBytes(a.key, b.key) &&
    a.startRevision === b.startRevision &&
    a.filters.join() === b.filters.join()

  return {
    list,
    panels,
    /** Panels whose watch goes on; undefined until the list has come. */
    liveCount: computed(
      () => list.value.value?.filter(({ activity }) => !['paused', 'ended'].includes(activity)).length,
    ),
    /** A panel that is to be brought into sight. */
    wanted,
    lookOf,
    /** Follows a panel that is looked at. */
    view: (panel: string, stop: AbortSignal) => panelView(panel, lookOf(panel), stop),
    async open(spec: PanelSpec, condition?: PanelCondition, stop: AbortSignal = signal): Promise<Panel> {
      const panel = await client().panels.open({ connectionId, spec, condition }, { signal: stop })
      wanted.value = panel.id
      return panel
    },
    /** Brings the panel of that kind, key and start into sight, opening it where there is none. */
    async openOnce(spec: PanelSpec): Promise<void> {
      const known = panels.value.find((panel) => isSame(panel.spec, spec))
      if (known) wanted.value = known.id
      else await this.open(spec)
    },
    async close(panel: string): Promise<void> {
      await client().panels.close({ panel }, { signal })
      looks.delete(panel)
    },
    pause: (panel: string) => client().panels.pause({ panel }, { signal }),
    resume: (panel: string) => client().panels.resume({ panel }, { signal }),
    clear: (panel: string) => client().panels.clear({ panel }, { signal }),
    arrange: (order: readonly string[]) =>
      client().panels.arrange({ connectionId, panels: [...order] }, { signal }),
    setCondition: (panel: string, condition: PanelCondition | undefined, stop: AbortSignal) =>
      client().panels.setCondition({ panel, condition }, { signal: stop }),
    /** Rows that meet their panel's condition, as they come, until `stop` is aborted. */
    notices: (stop: AbortSignal): AsyncGenerator<readonly { panel: string; row: PanelRow }[], void, void> =>
      pull((inner) => client().panels.notifications({ connectionId }, { signal: inner }), stop),
    /** Writes the kept rows into a file; aborting leaves none. */
    async exportRows(
      input: { readonly panel: string; readonly path: string; readonly filter?: PanelFilter },
      onProgress: (now: PanelExported) => void,
      stop: AbortSignal,
    ): Promise<PanelExported> {
      const open = (inner: AbortSignal) => client().panels.export(input, { signal: inner })
      for await (const batch of pull(open, stop))
        for (const now of batch) {
          if (now.kind === 'done') return now
          onProgress(now)
        }
      throw fail('canceled', 'Canceled.')
    },
  }
})
