import { implement } from '@orpc/server'
import { laboratoryContract } from '../../shared/contract/laboratory'
import type { Recoveries } from '../local/lab/recoveries'
import { followResources } from '../local/lab/resources'
import type { LocalClusters } from '../local/local-clusters'
import type { Streams } from '../streams'

/** Serves {@link laboratoryContract}. */
export function laboratoryService(clusters: LocalClusters, recoveries: Recoveries, streams: Streams) {
  const os = implement(laboratoryContract)
  return os.router({
    resources: os.resources.handler(({ input: { id }, signal }) =>
      streams.serve((stop) => followResources(clusters, id, stop), signal),
    ),
    recoveries: os.recoveries.handler(({ input: { id }, signal }) =>
      streams.serve((stop) => recoveries.follow(id, stop), signal),
    ),
  })
}
