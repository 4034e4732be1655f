import { implement } from '@orpc/server'
import { maintenanceContract } from '../../shared/contract/maintenance'
import { formatId } from '../../shared/etcd/id'
import type { Connections } from '../connections/connections'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { headerRevision } from '../etcd/rows'

/** Defragmenting or compacting a big database takes minutes, during which the member is silent. */
const longMs = 30 * 60_000

export function maintenanceService(connections: Connections) {
  const os = implement(maintenanceContract)
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
    defragment: os.defragment.handler(async ({ input: { connectionId, endpoint }, signal }) => {
      const client = connections.writableClient(connectionId)
      await client.unary(Maintenance.method.defragment, {}, { signal, endpoint, timeoutMs: longMs })
    }),
    compact: os.compact.handler(async ({ input: { connectionId, revision, physical }, signal }) => {
      const client = connections.writableClient(connectionId)
      await client.unary(KV.method.compact, { revision, physical }, { signal, timeoutMs: longMs })
    }),
  })
}
