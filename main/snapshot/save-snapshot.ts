import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { fail } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { PartFile } from '../transfer/part-file'
import { inodeOf, type SnapshotLibrary } from './library'
import type { StoredSnapshot } from './library-file'
import { askMembers, chooseMember, freeBytesAt } from './offer'
import type { CheckedFile } from './protocol'
import { runInThread } from './snapshot-thread'

/** The library's own files need some room as well, and etcd's file may grow while it is asked for. */
const spareBytes = 4 * 1024 * 1024

export interface SaveSnapshot {
  readonly client: EtcdClient
  readonly connectionId: string
  /** Its name, for the library. */
  readonly connection: string
  readonly path: string
  /** Whom to ask; absent: a healthy follower. */
  readonly endpoint?: string
}

/** Saves one member's database as `SnapshotContract.save` says; returns what the library keeps of it. */
export async function* saveSnapshot(
  library: Pick<SnapshotLibrary, 'begin' | 'end'>,
  { client, path, endpoint, connectionId, connection }: SaveSnapshot,
  signal: AbortSignal,
): AsyncGenerator<SnapshotProgress, StoredSnapshot, void> {
  const { clusterId, members } = await askMembers(client, signal)
  const member =
    endpoint === undefined ? chooseMember(members) : members.find((each) => each.endpoint === endpoint)
  if (!member)
    throw fail('precondition', 'This member does not answer: choose another.', {
      details: { field: 'endpoint', ...(endpoint === undefined ? {} : { endpoint }) },
    })
  const takenAt = Date.now()
  await checkRoom(path, member.dbSizeBytes)
  const id = randomUUID()
  await library.begin({ id, path })
  const part = await PartFile.create(path, { overwrite: false }).catch(async (error: unknown) => {
    await library.end(id)
    throw error
  })
  let row: StoredSnapshot
  try {
    const inode = await inodeOf(`${path}.part`)
    await library.begin({ id, path, inode })
    const target = await client.target(signal, member.endpoint)
    yield { kind: 'progress', phase: 'save', bytes: 0, totalBytes: member.dbSizeBytes }
    const checked = yield* runInThread({ kind: 'save', target, file: `${path}.part` }, signal)
    row = {
      ...{ id, path, connectionId, connection, clusterId },
      ...{ memberId: member.id, member: member.name, endpoint: member.endpoint, version: member.version },
      ...{ takenAt, verifiedAt: Date.now(), ...factsOf(checked) },
    }
    await library.begin({ id, path, inode, row })
    await part.keep()
  } catch (error) {
    await part.drop()
    await library.end(id).catch(() => {})
    throw error
  }
  // The file has its name by now: should the library not be written, the next start finds it.
  await library.end(id, row)
  return row
}

/** What a row says of a file that was read whole. */
export function factsOf({ sizeBytes, sha256 = '', status }: CheckedFile) {
  const { hash, revision, totalKeys, totalSizeBytes, keys } = status
  return { sizeBytes, sha256, hash, revision: revision.toString(), totalKeys, totalSizeBytes, keys }
}

async function checkRoom(path: string, dbSizeBytes: number): Promise<void> {
  const freeBytes = await freeBytesAt(dirname(path))
  if (freeBytes === undefined || freeBytes >= dbSizeBytes + spareBytes) return
  throw fail('exhausted', 'There is not enough room on this disk for the snapshot: nothing was written.', {
    reason: `${Math.floor(freeBytes / 1024 / 1024)} MiB are free in ${dirname(path)}, about ${Math.ceil(dbSizeBytes / 1024 / 1024)} MiB are needed`,
    details: { field: 'path', freeBytes, neededBytes: dbSizeBytes },
  })
}
