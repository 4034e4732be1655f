import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { ConnectionRow } from './connections'
import { connectionId } from './fields'

/** What a snapshot file holds beside its keys. */
export interface SnapshotFacts {
  readonly path: string
  readonly sizeBytes: number
  /** Whether a SHA-256 stands at its end, as in all that `etcdctl snapshot save` writes. */
  readonly hasTrailer: boolean
  /** False: the file was changed since, and what is read of it may be wrong. Absent without a trailer. */
  readonly isSumRight?: boolean
  /** The newest revision in it. */
  readonly revision: bigint
  /** Below it revisions are gone; 0: none are. */
  readonly compactRevision: bigint
  /** Revisions of all keys. */
  readonly revisions: number
  /** Keys that live at the newest revision. */
  readonly keys: number
  readonly leases: number
  /** Of the cluster, such as `3.5.0`; absent where the file does not say. */
  readonly clusterVersion?: string
  /** From etcd 3.6 on. */
  readonly storageVersion?: string
  readonly consistentIndex?: bigint
  /** Raft's, from etcd 3.5 on. */
  readonly term?: bigint
  /** As they were when it was taken. */
  readonly members: readonly {
    /** 16 hex digits. */
    readonly id: string
    readonly name: string
    readonly peerUrls: readonly string[]
    readonly clientUrls: readonly string[]
    readonly isLearner: boolean
  }[]
  readonly removedMembers: readonly string[]
  readonly isAuthEnabled: boolean
  readonly users: readonly { readonly name: string; readonly roles: readonly string[] }[]
  readonly roles: readonly string[]
}

/**
 * Looking into a snapshot file without a server: it is a connection that reads, like any other, until it is closed. Nothing
 * that stands in the file is dialled.
 *
 * - `open`: adds the file as a connection and opens it. `invalid` with `details.field` = `path` for a path that is not
 *   absolute, a folder, or no such file; `denied` when it may not be read; `corrupt` when it is no snapshot or damaged.
 * - `facts`: of one that is open; `precondition` otherwise.
 */
export const snapshotViewContract = {
  open: oc.input(z.object({ path: z.string().trim().min(1) })).output(type<ConnectionRow>()),
  facts: oc.input(z.object({ connectionId })).output(type<SnapshotFacts>()),
}
