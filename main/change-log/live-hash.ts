import { fail, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { askMembers, chooseMember } from '../snapshot/offer'
import { hashKvOfFile } from '../snapshot/snapshot-thread'

const timeoutMs = 120_000

/** What a member of a live cluster answers to HashKV, and which cluster it says it is. */
export interface LiveHash {
  readonly clusterId: string
  readonly hash: number
  /** 0n: never compacted. */
  readonly compactRevision: bigint
}

/** Asks a healthy follower for its HashKV at a revision: it reads its whole store for that. */
export async function liveHash(client: EtcdClient, revision: bigint, signal: AbortSignal): Promise<LiveHash> {
  const { clusterId, members } = await askMembers(client, signal)
  const endpoint = chooseMember(members)?.endpoint
  if (endpoint === undefined) throw fail('unavailable', 'No member answers.')
  const options = { signal, endpoint, timeoutMs }
  const { hash, compactRevision } = await client.unary(Maintenance.method.hashKV, { revision }, options)
  return { clusterId, hash, compactRevision: compactRevision > 0n ? compactRevision : 0n }
}

/** False when a store differs from a snapshot file at the file's revision; also true where that was compacted. */
export async function isStoreOfFile(
  client: EtcdClient,
  { path, revision }: { readonly path: string; readonly revision: bigint },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { hash, compactRevision } = await liveHash(client, revision, signal)
    return (await hashKvOfFile(path, { revision, compactRevision }, signal)).hash === hash
  } catch (error) {
    if (toFailure(error).code === 'compacted') return true
    throw error
  }
}
