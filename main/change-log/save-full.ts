import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { FailureError, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { saveSnapshot } from '../snapshot/save-snapshot'
import { hashKvOfFile } from '../snapshot/snapshot-thread'
import type { GenerationHead } from './generation'

/** A log's full snapshots are its own, not the library's: what a crash leaves of one goes with its folder. */
const noLibrary = { begin: async () => {}, end: async () => {} }

export interface SaveFull {
  readonly client: EtcdClient
  readonly connectionId: string
  readonly path: string
  readonly onProgress: (progress: SnapshotProgress) => void
}

/** Saves and verifies the full snapshot that a generation begins with. */
export async function saveFull(
  { client, connectionId, path, onProgress }: SaveFull,
  signal: AbortSignal,
): Promise<Omit<GenerationHead, 'gap'>> {
  const saving = saveSnapshot(noLibrary, { client, connectionId, connection: '', path }, signal)
  let step = await saving.next().catch(explain)
  for (; !step.done; step = await saving.next().catch(explain)) onProgress(step.value)
  const { clusterId, takenAt, sizeBytes, sha256 } = step.value
  // Where it is compacted up to its newest revision, that may have left no entry: deletions go.
  const { revision } = await hashKvOfFile(path, { compactRevision: 0n }, signal)
  return { clusterId, revision: String(revision), takenAt, fullBytes: sizeBytes, sha256 }
}

function explain(error: unknown): never {
  throw new FailureError(explainSnapshotDenied(toFailure(error)), { cause: error })
}

/** etcd does not say which right is missing: only root may ask for a snapshot. */
export function explainSnapshotDenied<T extends { readonly code: string; readonly message: string }>(
  failure: T,
): T {
  if (failure.code !== 'denied') return failure
  return {
    ...failure,
    message: 'The full snapshot that a log begins with needs the role root, which this user does not have.',
    details: { right: 'role root' },
  }
}
