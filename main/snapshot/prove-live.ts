import type { LiveProof } from '../../shared/contract/snapshot'
import { fail, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { longMs } from '../maintenance/long'
import { askMembers, chooseMember } from './offer'
import { hashKvOfFile } from './snapshot-thread'

export interface ProveLive {
  readonly path: string
  /** Of the cluster that the file was taken from, where it is known. */
  readonly clusterId?: string
}

/** Compares a file with a cluster as the contract's `prove` says. Reads only. */
export async function proveLive(
  client: EtcdClient,
  { path, clusterId }: ProveLive,
  signal: AbortSignal,
): Promise<LiveProof> {
  const [asked, plain] = await Promise.all([
    askMembers(client, signal),
    hashKvOfFile(path, { compactRevision: 0n }, signal),
  ])
  const member = chooseMember(asked.members)
  if (!member) throw fail('unavailable', 'No member answers that could be asked for its hash.')
  const { revision } = plain
  const proof = {
    ...{ revision, member: member.name, endpoint: member.endpoint, clusterId: asked.clusterId },
    isOther: clusterId !== undefined && clusterId !== asked.clusterId,
  }
  const live = await liveHash(client, { revision, endpoint: member.endpoint, signal })
  if (typeof live === 'string') return { ...proof, kind: live }
  const { hash: memberHash } = live
  // A member that was never compacted answers -1.
  const compactRevision = live.compactRevision > 0n ? live.compactRevision : 0n
  const { hash: fileHash } =
    compactRevision === 0n ? plain : await hashKvOfFile(path, { revision, compactRevision }, signal)
  const hashes = { fileHash, memberHash }
  if (fileHash === memberHash) return { ...proof, ...hashes, kind: 'same' }
  return { ...proof, ...hashes, kind: plain.compactRevision > compactRevision ? 'incomparable' : 'differs' }
}

async function liveHash(
  client: EtcdClient,
  { revision, endpoint, signal }: { revision: bigint; endpoint: string; signal: AbortSignal },
) {
  try {
    const options = { signal, endpoint, timeoutMs: longMs }
    return await client.unary(Maintenance.method.hashKV, { revision }, options)
  } catch (error) {
    const { code } = toFailure(error)
    if (code === 'compacted') return 'compacted'
    // etcd's word for a revision that is to come.
    if (code === 'invalid') return 'ahead'
    throw error
  }
}
