import { dirname, join } from 'node:path'
import { implement } from '@orpc/server'
import { panelsContract, type PanelFilter, type PanelRows } from '../../shared/contract/panels'
import { fail } from '../../shared/failure'
import { countKeys } from '../panels/count-keys'
import { exportRows } from '../panels/export-rows'
import { FilteredRows } from '../panels/filtered-rows'
import type { Panel } from '../panels/panel'
import type { Panels } from '../panels/panels'
import { readEvent, toPanelRows } from '../panels/to-panel-rows'
import { makeFolder } from '../local/folders'
import type { Streams } from '../streams'

/** At most this many rows in one answer. */
const maxRows = 1_000

interface RowsInput {
  readonly from: number
  readonly to: number
  readonly filter?: PanelFilter
}

/** Serves {@link panelsContract}. */
export function panelsService(home: string, panels: Panels, streams: Streams) {
  const os = implement(panelsContract)
  const exportsFolder = join(home, 'exports')
  /** The filter each panel was last looked at with. */
  const filtered = new WeakMap<Panel, { readonly filter: string; readonly rows: FilteredRows }>()

  function filterOf(panel: Panel, filter: PanelFilter): FilteredRows {
    const name = JSON.stringify(filter)
    const last = filtered.get(panel)
    if (last?.filter === name) return last.rows
    const rows = new FilteredRows(panel.log, filter)
    filtered.set(panel, { filter: name, rows })
    return rows
  }

  async function* exportTo(panel: Panel, job: Parameters<typeof exportRows>[1], signal: AbortSignal) {
    if (dirname(job.path) === exportsFolder) await makeFolder(exportsFolder)
    yield* exportRows(panel, job, signal)
  }

  async function rows(
    panel: Panel,
    { from, to, filter }: RowsInput,
    signal?: AbortSignal,
  ): Promise<PanelRows> {
    const { version, shownEnd, log } = panel
    const end = Math.min(to, from + maxRows)
    if (!filter) {
      const first = Math.max(from, log.table.first)
      const count = Math.max(0, Math.min(end, shownEnd) - first)
      return {
        version,
        rows: await toPanelRows(
          log,
          Array.from({ length: count }, (_, i) => first + i),
        ),
      }
    }
    const found = filterOf(panel, filter)
    const isWhole = await found.look(shownEnd, signal)
    const matches = found.rows.length
    return { version, rows: await toPanelRows(log, found.rows.slice(from, end)), matches, isWhole }
  }

  return os.router({
    open: os.open.handler(({ input, signal }) => panels.open(input, signal)),
    list: os.list.handler(({ input: { connectionId }, signal }) =>
      streams.serve((stop) => panels.list(connectionId, stop), signal),
    ),
    follow: os.follow.handler(async ({ input, signal }) => {
      const panel = await panels.find(input.panel)
      return streams.serve((stop) => panel.follow(stop), signal)
    }),
    rows: os.rows.handler(async ({ input: { panel, ...input }, signal }) =>
      rows(await panels.find(panel), input, signal),
    ),
    counts: os.counts.handler(async ({ input }) => {
      const panel = await panels.find(input.panel)
      return countKeys(panel.log, panel.shownEnd)
    }),
    event: os.event.handler(async ({ input: { panel, row } }) => {
      const event = await readEvent((await panels.find(panel)).log, row)
      if (!event) throw fail('notFound', 'This event is not kept any more.')
      return event
    }),
    pause: os.pause.handler(async ({ input }) => (await panels.find(input.panel)).pause()),
    resume: os.resume.handler(async ({ input }) => (await panels.find(input.panel)).resume()),
    clear: os.clear.handler(async ({ input }) => (await panels.find(input.panel)).clear()),
    close: os.close.handler(({ input }) => panels.close(input.panel)),
    arrange: os.arrange.handler(({ input }) => panels.arrange(input.connectionId, input.panels)),
    setCondition: os.setCondition.handler(async ({ input: { panel, condition } }) =>
      (await panels.find(panel)).setCondition(condition),
    ),
    notifications: os.notifications.handler(({ input: { connectionId }, signal }) =>
      streams.serve((stop) => panels.notices.follow(connectionId, stop), signal),
    ),
    export: os.export.handler(async ({ input: { panel: id, ...job }, signal }) => {
      const panel = await panels.find(id)
      return streams.serve((stop) => exportTo(panel, job, stop), signal)
    }),
  })
}
