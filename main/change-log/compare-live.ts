import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RestoredCheck } from '../../shared/contract/change-log'
import { fail, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { hashKvOfFile } from '../snapshot/snapshot-thread'
import { liveHash, type LiveHash } from './live-hash'
import { saveFull } from './save-full'

export interface CompareLive {
  /** Of the live cluster. */
  readonly live: EtcdClient
  readonly clusterId: string
  /** Of the new cluster, every member of which answers `hash`. */
  readonly restored: EtcdClient
  readonly revision: bigint
  readonly hash: number
  readonly compactRevision: bigint
  /** For a file in between. */
  readonly folder: string
}

/**
 * Compares the new cluster with the live one at a revision, where that can still be asked; `corrupt` when they differ. A store
 * that was compacted later hashes less: then the new cluster's hash is computed for that compaction.
 */
export async function compareWithLive(compare: CompareLive, signal: AbortSignal): Promise<RestoredCheck> {
  const { live, clusterId, revision, compactRevision: own } = compare
  let answer: LiveHash
  try {
    answer = await liveHash(live, revision, signal)
  } catch (error) {
    if (signal.aborted) throw error
    const failure = toFailure(error)
    return { kind: 'guards', why: whyNot(failure.code, failure.message) }
  }
  if (answer.clusterId !== clusterId)
    return { kind: 'guards', why: 'Another cluster answers at the addresses of the connection.' }
  const { compactRevision } = answer
  const hash =
    compactRevision === own ? compare.hash : await hashAsCompacted(compare, compactRevision, signal)
  if (hash !== answer.hash)
    throw fail('corrupt', `The new cluster does not hold what the live one held at revision ${revision}.`, {
      reason: `HashKV: ${hash} of the new one, ${answer.hash} of the live one`,
    })
  return { kind: 'hash', hash, compactRevision }
}

const whyNot = (code: string, message: string): string =>
  code === 'compacted' ? 'The live cluster has compacted this revision.' : message

async function hashAsCompacted(
  { restored, revision, folder }: CompareLive,
  compactRevision: bigint,
  signal: AbortSignal,
): Promise<number> {
  const dir = await mkdtemp(join(folder, 'compare-'))
  try {
    const path = join(dir, 'restored.db')
    await saveFull({ client: restored, connectionId: '', path, onProgress: () => {} }, signal)
    return (await hashKvOfFile(path, { revision, compactRevision }, signal)).hash
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
