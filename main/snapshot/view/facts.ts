import { BinaryReader } from '@bufbuild/protobuf/wire'
import type { SnapshotFacts } from '../../../shared/contract/snapshot-view'
import type { OpenFile } from './open-file'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

/** What a file says beside its keys: members as they were, users and roles without their secrets, versions, indexes. */
export function factsOf(file: OpenFile, path: string): SnapshotFacts {
  const { loaded } = file
  const meta = new Map(loaded.bucket('meta').map(([key, value]) => [key.toString('latin1'), value]))
  const index = meta.get('consistent_index')
  const term = meta.get('term')
  const clusterVersion = loaded.bucket('cluster').find(([key]) => text(key) === 'clusterVersion')?.[1]
  return {
    ...{ path, sizeBytes: loaded.sizeBytes, hasTrailer: loaded.hasTrailer },
    ...{ revision: BigInt(loaded.revision), compactRevision: BigInt(loaded.compactRevision) },
    ...{ revisions: loaded.table.size, keys: liveKeys(file), leases: loaded.bucket('lease').length },
    clusterVersion: clusterVersion && text(clusterVersion),
    storageVersion: meta.get('storageVersion')?.toString('utf8'),
    consistentIndex: index?.length === 8 ? index.readBigUInt64BE(0) : undefined,
    term: term?.length === 8 ? term.readBigUInt64BE(0) : undefined,
    members: loaded.bucket('members').map(([id, value]) => memberOf(text(id), value)),
    removedMembers: loaded.bucket('members_removed').map(([id]) => text(id)),
    isAuthEnabled: loaded
      .bucket('auth')
      .some(([key, value]) => text(key) === 'authEnabled' && value[0] === 1),
    users: loaded.bucket('authUsers').map(([name, value]) => ({ name: text(name), roles: rolesOf(value) })),
    roles: loaded.bucket('authRoles').map(([name]) => text(name)),
  }
}

function liveKeys({ keys, loaded }: OpenFile): number {
  let count = 0
  for (let place = 0; place < keys.size; place++)
    if (keys.rowAt(keys.key(place), loaded.revision) !== undefined) count++
  return count
}

function memberOf(id: string, json: Uint8Array): SnapshotFacts['members'][number] {
  const member = parse(json)
  const urls = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
  return {
    ...{ id, name: String(member['name'] ?? '') },
    ...{ peerUrls: urls(member['peerURLs']), clientUrls: urls(member['clientURLs']) },
    isLearner: member['isLearner'] === true,
  }
}

function parse(json: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(text(json)) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Of authpb.User only its roles (field 3): the password's hash stays where it is. */
function rolesOf(bytes: Uint8Array): string[] {
  const reader = new BinaryReader(bytes)
  const roles: string[] = []
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag()
    if (field === 3 && wireType === 2) roles.push(reader.string())
    else reader.skip(wireType, field)
  }
  return roles
}
