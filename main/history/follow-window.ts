import type { ClusterStatus } from '../../shared/contract/cluster'
import type { HistoryWindow } from '../../shared/contract/history'

/** The window of a store's past, as the statuses of its cluster tell it; told when it changes. */
export async function* followWindow(
  statuses: AsyncIterable<readonly [ClusterStatus]>,
  timesOf: (clusterId: string) => HistoryWindow['times'],
): AsyncGenerator<readonly [HistoryWindow], void, void> {
  let told: HistoryWindow | undefined
  for await (const [{ clusterId, revision, compactRevision }] of statuses) {
    if (revision === undefined || compactRevision === undefined) continue
    if (told?.current === revision && told.compactRevision === compactRevision) continue
    told = { first: compactRevision, compactRevision, current: revision, times: timesOf(clusterId) }
    yield [told]
  }
}
