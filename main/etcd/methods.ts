import type { DescMethod } from '@bufbuild/protobuf'

/** Reads: asking twice is as good as asking once (clientv3's repeatable policy, retry.go). */
const repeatable: ReadonlySet<string> = new Set([
  'etcdserverpb.KV.Range',
  'etcdserverpb.KV.RangeStream',
  'etcdserverpb.Watch.Watch',
  'etcdserverpb.Lease.LeaseTimeToLive',
  'etcdserverpb.Lease.LeaseLeases',
  'etcdserverpb.Cluster.MemberList',
  'etcdserverpb.Maintenance.Status',
  'etcdserverpb.Maintenance.Hash',
  'etcdserverpb.Maintenance.HashKV',
  'etcdserverpb.Maintenance.Snapshot',
  'etcdserverpb.Auth.Authenticate',
  'etcdserverpb.Auth.AuthStatus',
  'etcdserverpb.Auth.UserGet',
  'etcdserverpb.Auth.UserList',
  'etcdserverpb.Auth.RoleGet',
  'etcdserverpb.Auth.RoleList',
])

/** What speaks of one member alone and so must name it: `endpoint` is required. */
const perMember: ReadonlySet<string> = new Set([
  'etcdserverpb.Maintenance.Alarm',
  'etcdserverpb.Maintenance.Status',
  'etcdserverpb.Maintenance.Defragment',
  'etcdserverpb.Maintenance.Hash',
  'etcdserverpb.Maintenance.HashKV',
  'etcdserverpb.Maintenance.MoveLeader',
])

const nameOf = (method: DescMethod): string => `${method.parent.typeName}.${method.name}`

/** True for a method that changes nothing. */
export function isRepeatable(method: DescMethod): boolean {
  return repeatable.has(nameOf(method))
}

/** True for a method that is never balanced. */
export function isPerMember(method: DescMethod): boolean {
  return perMember.has(nameOf(method))
}

/** The gRPC path, e.g. `/etcdserverpb.KV/Range`. */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`
}
