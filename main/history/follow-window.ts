import type { ClusterStatus } from '../../shared/contract/cluster'
import type { HistoryWindow } from '../../shared/contract/history'
import type { TimesStore } from './times-store'

/** The window of a store's past, as the statuses of its cluster tell it; told when it changes. */
export async function* followWindow(
  statuses: AsyncIterable<readonly [ClusterStatus]>,
  times: TimesStore,
): AsyncGenerator<readonly [HistoryWindow], void, void> {
  let told: HistoryWindow | undefined
  for await (const [{ clusterId, revision, compactRevision }] of statuses) {
    if (revision === undefined || compactRevision === undefined) continue
    if (told?.current === revision && told.compactRevision === compactRevision) continue
    const { points } = await times.of(clusterId)
    told = { first: compactRevision, compactRevision, current: revision, times: points }
    yield [told]
  }
}
