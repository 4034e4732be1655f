import { dirname } from 'node:path'
import type { ReplayProgress, RestoredCheck, RestoredToRevision } from '../../shared/contract/change-log'
import type { LocalCluster } from '../../shared/contract/local'
import type { NewRestoredCluster, RestoreProgress } from '../../shared/contract/restore'
import { fail, toFailure } from '../../shared/failure'
import { borrowClient } from '../connections/borrow-client'
import type { Connections } from '../connections/connections'
import { delay, linkSignals } from '../etcd/abort'
import { EtcdClient } from '../etcd/client'
import { clientOptions } from '../connections/client-options'
import { restoreIntoCluster, type RestoreParts } from '../restore/restore-into-cluster'
import { askPeerHash, type MemberStore } from '../restore/verify-members'
import { pace } from '../transfer/pace'
import { compareWithLive } from './compare-live'
import type { Generation } from './generation'
import { grantLeases, keepLeases } from './keep-leases'
import { flagsFor, measureLog, type LogMeasure } from './measure-log'
import { readLog } from './read-log'
import { replayRevision } from './replay'

/** A follower that is behind is asked again. */
const lookEveryMs = 100
const longestBehindMs = 30_000

export interface RestoreRevision extends Pick<NewRestoredCluster, 'name' | 'members' | 'engineId'> {
  readonly connectionId: string
  readonly revision: bigint
  /** That covers the revision. */
  readonly generation: Generation
}

export interface RestoreRevisionParts extends RestoreParts {
  readonly connections: Connections
}

/** See `restore` in the contract: the full snapshot becomes a new local cluster, and the log is replayed into it. */
export async function restoreRevision(
  parts: RestoreRevisionParts,
  request: RestoreRevision,
  {
    signal,
    onProgress,
  }: { signal: AbortSignal; onProgress: (item: RestoreProgress | ReplayProgress) => void },
): Promise<RestoredToRevision> {
  const { generation, revision, name, members, engineId } = request
  const release = generation.hold()
  try {
    const { fullPath, folder, head } = generation
    const range = { folder, from: BigInt(head.revision) + 1n, to: revision }
    onProgress({ kind: 'progress', step: 'check', message: 'Reading the change log.' })
    const measure = await measureLog(range)
    let replayed: Replayed | undefined
    const finish = async (cluster: LocalCluster, both: AbortSignal) => {
      replayed = await replay({ parts, request, measure, cluster, onProgress }, both)
    }
    const flags = flagsFor(measure, head.fullBytes)
    const restore = { path: fullPath, name: name ?? nameFor(request), members, engineId, flags, finish }
    const account = await restoreIntoCluster(parts, restore, { signal, onProgress })
    if (!replayed) throw fail('internal', 'The cluster was made without its changes.')
    return {
      ...{ kind: 'restored', account, revision, ...replayed },
      replayed: Number(revision - BigInt(head.revision)),
      leases: measure.leases.size,
    }
  } finally {
    release()
  }

  function nameFor({ connectionId }: RestoreRevision): string {
    const row = parts.connections.rows().find(({ id }) => id === connectionId)
    const taken = new Set(parts.clusters.list().map((each) => each.name))
    const stem = `${(row?.name ?? 'cluster').replaceAll(/[^\w.-]+/g, '-')}-rev-${revision}`
    let free = stem
    for (let n = 2; taken.has(free); n++) free = `${stem}-${n}`
    return free
  }
}

interface Replayed {
  readonly hash: number
  readonly check: RestoredCheck
}

interface Replay {
  readonly parts: RestoreRevisionParts
  readonly request: RestoreRevision
  readonly measure: LogMeasure
  readonly cluster: LocalCluster
  readonly onProgress: (item: ReplayProgress) => void
}

async function replay(work: Replay, signal: AbortSignal): Promise<Replayed> {
  const { parts, request, cluster } = work
  const login = parts.connections.login(request.connectionId)
  const profile = { name: cluster.name, endpoints: [...cluster.endpoints], tls: cluster.tls, readOnly: false }
  const client = new EtcdClient({ ...(await clientOptions(profile)), auth: login })
  const over = new AbortController()
  const { signal: both, release } = linkSignals(signal, over.signal)
  try {
    await keepLeases(client, both)
    await replayAll(work, client, signal)
    const { hash, compactRevision } = await hashOfAll(cluster, request.revision, signal)
    return { hash, check: await compare(work, { client, hash, compactRevision }, signal) }
  } catch (error) {
    throw toFailure(error).reason?.includes('user name is empty')
      ? fail(
          'unauthenticated',
          'This log has users: open its connection first, so that its password is known.',
        )
      : error
  } finally {
    over.abort()
    release()
    await client.close()
  }
}

async function replayAll(
  { request, measure, onProgress }: Replay,
  client: EtcdClient,
  signal: AbortSignal,
): Promise<void> {
  const { generation, revision } = request
  const from = BigInt(generation.head.revision) + 1n
  const totalRevisions = Number(revision - from) + 1
  await grantLeases(client, measure.leases, signal)
  const isTime = pace()
  let revisions = 0
  onProgress({ kind: 'replay', revisions, totalRevisions })
  for await (const batch of readLog({ folder: generation.folder, from, to: revision }))
    for (const logged of batch) {
      await replayRevision(client, logged, signal)
      revisions += 1
      if (isTime()) onProgress({ kind: 'replay', revisions, totalRevisions })
    }
  onProgress({ kind: 'replay', revisions, totalRevisions })
}

/** The hash that every member answers; `corrupt` when they differ. */
async function hashOfAll(cluster: LocalCluster, revision: bigint, signal: AbortSignal): Promise<MemberStore> {
  const tlsDir = cluster.tls && dirname(cluster.tls.caFile)
  const stores = await Promise.all(
    cluster.members.map(async (member) => {
      const deadline = Date.now() + longestBehindMs
      for (;;) {
        try {
          return await askPeerHash(member, { revision, tlsDir, signal })
        } catch (error) {
          if (signal.aborted || Date.now() > deadline) throw error
          await delay(lookEveryMs, signal)
        }
      }
    }),
  )
  const [first] = stores
  if (!first || stores.some(({ hash }) => hash !== first.hash))
    throw fail('corrupt', `The members of the new cluster differ at revision ${revision}.`)
  return first
}

async function compare(
  { parts, request }: Replay,
  { client, hash, compactRevision }: Omit<MemberStore, 'revision'> & { readonly client: EtcdClient },
  signal: AbortSignal,
): Promise<RestoredCheck> {
  const { connectionId, generation, revision } = request
  const borrowed = await borrowClient(parts.connections, connectionId).catch((error: unknown) =>
    toFailure(error),
  )
  if ('code' in borrowed) return { kind: 'guards', why: borrowed.message }
  try {
    const { clusterId } = generation.head
    const live = borrowed.client
    const asked = { live, clusterId, restored: client, revision, hash, compactRevision }
    return await compareWithLive({ ...asked, folder: generation.folder }, signal)
  } finally {
    await borrowed.release()
  }
}
