import { dirname, join } from 'node:path'
import { implement } from '@orpc/server'
import { metricsContract, type MetricsRange } from '../../shared/contract/metrics'
import type { Connections } from '../connections/connections'
import { makeFolder } from '../local/folders'
import { isByMinute, rangeMs, toColumns } from '../metrics/columns'
import { exportCsv } from '../metrics/export-csv'
import type { MetricsFollower } from '../metrics/metrics-follower'
import type { MetricsStore } from '../metrics/metrics-store'
import { checkMetricsUrl } from '../metrics/targets'
import type { Streams } from '../streams'

interface Parts {
  readonly home: string
  readonly connections: Connections
  readonly follower: MetricsFollower
  readonly store: MetricsStore
  readonly streams: Streams
}

/** Serves {@link metricsContract}. */
export function metricsService({ home, connections, follower, store, streams }: Parts) {
  const os = implement(metricsContract)
  const exportsFolder = join(home, 'exports')

  async function pointsOf(connectionId: string, range: MetricsRange) {
    const history = await store.history(connectionId)
    return history.since(Date.now() - rangeMs[range], { byMinute: isByMinute(range) })
  }

  async function* exportTo(connectionId: string, range: MetricsRange, path: string, signal: AbortSignal) {
    if (dirname(path) === exportsFolder) await makeFolder(exportsFolder)
    yield* exportCsv(await pointsOf(connectionId, range), path, signal)
  }

  return os.router({
    watch: os.watch.handler(({ input: { connectionId }, signal }) => {
      connections.client(connectionId)
      return streams.serve((stop) => follower.follow(connectionId, stop), signal)
    }),
    history: os.history.handler(async ({ input: { connectionId, range } }) =>
      toColumns(await pointsOf(connectionId, range), range, Date.now()),
    ),
    export: os.export.handler(({ input: { connectionId, range, path }, signal }) =>
      streams.serve((stop) => exportTo(connectionId, range, path, stop), signal),
    ),
    setUrl: os.setUrl.handler(async ({ input: { connectionId, memberId, url } }) => {
      connections.client(connectionId)
      await store.setUrl(connectionId, memberId, url === undefined ? undefined : checkMetricsUrl(url))
      follower.hurry(connectionId)
    }),
  })
}
