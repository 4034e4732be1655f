import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethod,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf'
import { Auth } from '../../etcd/gen/etcdserverpb/auth_pb'
import { Cluster } from '../../etcd/gen/etcdserverpb/cluster_pb'
import { ResponseHeaderSchema } from '../../etcd/gen/etcdserverpb/header_pb'
import { KV, RangeRequestSchema, RangeResponseSchema } from '../../etcd/gen/etcdserverpb/kv_pb'
import { Lease } from '../../etcd/gen/etcdserverpb/lease_pb'
import { Maintenance } from '../../etcd/gen/etcdserverpb/maintenance_pb'
import { Watch } from '../../etcd/gen/etcdserverpb/watch_pb'
import { pathOf } from '../../etcd/methods'
import type { OpenFile } from './open-file'
import { rangeBytes } from './read-range'
import { RpcError, readOnlyError } from './rpc-error'
import { runTxn } from './run-txn'
import type { Handlers, ServedCall } from './serve'
import { serveWatch } from './serve-watch'
import { leaseIds, leaseOf } from './stored-leases'

export interface ServeFile {
  readonly file: OpenFile
  /** What the one "member" is called, and where it is reached. */
  readonly name: string
  readonly endpoint: string
  /** The etcd version that the file's contents stand for. */
  readonly version: string
}

/** etcd's API over a file, as far as it reads. Whatever writes is refused; other members are never named. */
export function handlersOf({ file, name, endpoint, version }: ServeFile): Handlers {
  const { loaded } = file
  const header = create(ResponseHeaderSchema, { revision: BigInt(loaded.revision), memberId: 1n })
  const handlers = new Map<string, (call: ServedCall) => Promise<void>>()
  const unary = <I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    run: (request: MessageShape<I>) => MessageInitShape<O>,
  ) =>
    handlers.set(pathOf(method), async (call) => {
      const request = fromBinary(method.input, await only(call))
      file.checkUnchanged()
      const bytes = toBinary(method.output, create(method.output, run(request)))
      await call.send(bytes.length, [bytes])
    })
  const refuse = (...methods: readonly DescMethod[]) => {
    for (const method of methods) handlers.set(pathOf(method), () => Promise.reject(readOnlyError()))
  }

  handlers.set(pathOf(KV.method.range), async (call) => {
    const request = fromBinary(RangeRequestSchema, await only(call))
    file.checkUnchanged()
    const head = toBinary(RangeResponseSchema, create(RangeResponseSchema, { header }))
    const { sizeBytes, pieces } = rangeBytes(file, request, head)
    await call.send(sizeBytes, pieces)
  })
  unary(KV.method.txn, (request) => runTxn(file, request, header))
  handlers.set(pathOf(Watch.method.watch), (call) => serveWatch(file, call, header))
  unary(Cluster.method.memberList, () => ({
    ...{ header, members: [{ id: 1n, name, clientUrls: [endpoint] }] },
  }))
  unary(Maintenance.method.status, () => ({
    ...{ header, version, leader: 1n, raftTerm: 0n },
    ...{ dbSize: BigInt(loaded.sizeBytes), dbSizeInUse: BigInt(loaded.sizeBytes) },
  }))
  unary(Maintenance.method.alarm, ({ action }) => {
    if (action !== 0) throw readOnlyError()
    return { header }
  })
  unary(Auth.method.authStatus, () => ({ header, enabled: false }))
  unary(Lease.method.leaseLeases, () => ({ header, leases: leaseIds(file).map((id) => ({ id })) }))
  unary(Lease.method.leaseTimeToLive, ({ id, keys }) => ({ header, id, ...leaseOf(file, { id, keys }) }))

  refuse(KV.method.put, KV.method.deleteRange, KV.method.compact)
  refuse(Lease.method.leaseGrant, Lease.method.leaseRevoke, Lease.method.leaseKeepAlive)
  refuse(Cluster.method.memberAdd, Cluster.method.memberRemove, Cluster.method.memberUpdate)
  refuse(Cluster.method.memberPromote, Maintenance.method.defragment, Maintenance.method.moveLeader)
  return handlers
}

async function only({ requests }: ServedCall): Promise<Uint8Array> {
  for await (const request of requests) return request
  throw new RpcError(3, 'The call came without a request.')
}
