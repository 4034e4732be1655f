import { implement } from '@orpc/server'
import { maintenanceContract, type DefragmentState } from '../../shared/contract/maintenance'
import { formatId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import { linkSignals } from '../etcd/abort'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { headerRevision } from '../etcd/rows'
import type { TimesStore } from '../history/times-store'
import { checkHashes } from '../maintenance/check-hashes'
import { compact, planCompaction } from '../maintenance/compact'
import { Defragmentation, type DefragmentRequest } from '../maintenance/defragment'
import { planDefragment } from '../maintenance/defragment-plan'
import { disarm, readSpace } from '../maintenance/disarm'
import { downgradeInfo } from '../maintenance/downgrade-info'
import { fill } from '../maintenance/fill'
import { longMs } from '../maintenance/long'
import type { Panels } from '../panels/panels'
import type { Streams } from '../streams'

export interface MaintenanceServiceOptions {
  readonly connections: Connections
  readonly times: TimesStore
  readonly panels: Panels
  readonly streams: Streams
}

const never = new AbortController().signal

/** Serves {@link maintenanceContract}. */
export function maintenanceService({ connections, times, panels, streams }: MaintenanceServiceOptions) {
  const os = implement(maintenanceContract)
  /** By connection: ends the defragmentation under way. */
  const running = new Map<string, AbortController>()

  /** Runs on to its account when its reader is there, and ends after the member under way when they leave. */
  async function* defragment(
    connectionId: string,
    request: DefragmentRequest,
    left: AbortSignal,
  ): AsyncGenerator<readonly [DefragmentState], void, undefined> {
    if (running.has(connectionId)) throw fail('precondition', 'This cluster is being defragmented already.')
    const stop = new AbortController()
    running.set(connectionId, stop)
    const { signal, release } = linkSignals(left, stop.signal)
    try {
      yield* new Defragmentation(connections.writableClient(connectionId), request).run(signal)
    } finally {
      release()
      running.delete(connectionId)
    }
  }

  return os.router({
    status: os.status.handler(async ({ input: { connectionId, endpoint }, signal }) => {
      const status = await connections
        .client(connectionId)
        .unary(Maintenance.method.status, {}, { signal, endpoint })
      return {
        memberId: formatId(status.header?.memberId ?? 0n),
        leaderId: formatId(status.leader),
        version: status.version,
        dbSizeBytes: Number(status.dbSize),
        dbSizeInUseBytes: Number(status.dbSizeInUse),
        raftTerm: status.raftTerm,
        raftIndex: status.raftIndex,
        isLearner: status.isLearner,
        revision: headerRevision(status.header),
      }
    }),
    hashKv: os.hashKv.handler(async ({ input: { connectionId, endpoint, revision }, signal }) => {
      const client = connections.client(connectionId)
      const answer = await client.unary(
        Maintenance.method.hashKV,
        { revision },
        { signal, endpoint, timeoutMs: longMs },
      )
      return {
        hash: answer.hash,
        compactRevision: answer.compactRevision,
        revision: headerRevision(answer.header),
      }
    }),
    compactPlan: os.compactPlan.handler(({ input: { connectionId, target }, signal = never }) =>
      planCompaction(connections.client(connectionId), { connectionId, target, times, panels }, signal),
    ),
    compact: os.compact.handler(({ input: { connectionId, revision, physical = false }, signal = never }) =>
      compact(connections.writableClient(connectionId), { revision, physical }, signal),
    ),
    defragmentPlan: os.defragmentPlan.handler(({ input, signal = never }) =>
      planDefragment(connections.client(input.connectionId), signal),
    ),
    defragment: os.defragment.handler(({ input: { connectionId, ...request }, signal }) => {
      connections.writableClient(connectionId)
      return streams.serve((left) => defragment(connectionId, request, left), signal)
    }),
    stop: os.stop.handler(({ input }) => running.get(input.connectionId)?.abort()),
    checkHashes: os.checkHashes.handler(({ input, signal }) => {
      const client = connections.client(input.connectionId)
      return streams.serve((left) => checkHashes(client, left), signal)
    }),
    space: os.space.handler(({ input, signal = never }) =>
      readSpace(connections.client(input.connectionId), signal),
    ),
    disarm: os.disarm.handler(({ input: { connectionId, ...request }, signal = never }) =>
      disarm(connections.writableClient(connectionId), request, signal),
    ),
    downgrade: os.downgrade.handler(({ input, signal = never }) =>
      downgradeInfo(connections.client(input.connectionId), signal),
    ),
    fill: os.fill.handler(({ input: { connectionId, ...request }, signal }) => {
      const client = connections.client(connectionId)
      return streams.serve((left) => fill(client, request, left), signal)
    }),
  })
}
