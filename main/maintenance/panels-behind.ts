import type { PanelState } from '../../shared/contract/panels'
import type { Panels } from '../panels/panels'

/** A watch that stands still: one that reads on is never behind by more than what is on its way. */
function standsStill({ activity }: PanelState): boolean {
  return activity.kind === 'interrupted' || (activity.kind === 'paused' && activity.isFull)
}

/** The watch panels of a connection that a compaction to `revision` would leave with a gap. */
export async function panelsBehind(
  panels: Panels,
  connectionId: string,
  revision: bigint,
): Promise<readonly { readonly id: string; readonly revision: bigint }[]> {
  const stop = new AbortController()
  for await (const [rows] of panels.list(connectionId, stop.signal)) {
    const states = await Promise.allSettled(rows.map(async ({ id }) => (await panels.find(id)).state))
    return states.flatMap((each) => {
      if (each.status === 'rejected' || !standsStill(each.value)) return []
      const seen = each.value.revision ?? each.value.startedAt
      return seen + 1n < revision ? [{ id: each.value.panel.id, revision: seen }] : []
    })
  }
  return []
}
