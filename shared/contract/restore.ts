import { oc } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import type { EngineSource } from './engines'
import type { SnapshotProgress } from './snapshot'

/** An etcd of this machine, and whether a certain file can be restored with it. */
export interface RestoreEngine {
  readonly id: string
  readonly version: string
  readonly source: EngineSource
  /** The program beside it that makes the data; absent where there is none that fits. */
  readonly tool?: { readonly program: 'etcdctl' | 'etcdutl'; readonly path: string; readonly version: string }
  /** Its tool knows `--bump-revision` and `--mark-compacted`. */
  readonly knowsBump: boolean
  /** Why it cannot; a sentence. */
  readonly problem?: string
}

/** What a file is, and what it can be restored with. */
export interface RestoreOffer {
  readonly kind: 'offer'
  readonly path: string
  readonly sizeBytes: number
  readonly revision: bigint
  readonly compactRevision: bigint
  /** Keys that live at {@link revision}. */
  readonly keys: number
  /** False for a copy of `member/snap/db`: nothing in it says that it is whole, and etcd's tool is told not to ask. */
  readonly hasTrailer: boolean
  /** Something in it only Kubernetes writes. */
  readonly isKubernetes: boolean
  /** Users are in it, and asked for. */
  readonly isAuthEnabled: boolean
  /** The minor version of etcd that wrote it, such as `3.5`, as far as the file says. */
  readonly version?: string
  /** It is damaged; etcd's tool takes it all the same when it is told not to check (`skipHashCheck`). */
  readonly problem?: Failure
  /** A name that no local cluster has. */
  readonly name: string
  /** All that were found, newest first. */
  readonly engines: readonly RestoreEngine[]
  /** The newest that can; absent where none can, which `missing` explains. */
  readonly engineId?: string
  readonly missing?: Failure
  /** Room where local clusters live; absent where the system does not tell. */
  readonly freeBytes?: number
  /** What each member takes there. */
  readonly neededBytesEach: number
}

/** In this order; `data` and `verify` once for each member. */
export type RestoreStep = 'check' | 'data' | 'start' | 'verify' | 'finish'

export interface RestoreProgress {
  readonly kind: 'progress'
  readonly step: RestoreStep
  /** What is waited for, a sentence. */
  readonly message: string
  readonly bytes?: number
  readonly totalBytes?: number
}

/** A member as it was when everything had been verified. */
export interface RestoredMember {
  readonly name: string
  readonly clientUrl: string
  /** Where its store stands. */
  readonly revision: bigint
  /** HashKV at {@link RestoreAccount.revision}. */
  readonly hash: number
}

/** A cluster that was made from a file, runs, and holds what the file holds. */
export interface RestoreAccount {
  readonly kind: 'done'
  readonly path: string
  readonly clusterId: string
  readonly name: string
  /** Of the etcd that runs. */
  readonly version: string
  /** The revision at which all hashes were taken: the file's newest, or that plus {@link bumpedBy}. */
  readonly revision: bigint
  /** HashKV as computed from the file; every member's is the same. */
  readonly hash: number
  readonly keys: number
  readonly members: readonly RestoredMember[]
  readonly bumpedBy?: bigint
  /** The file was damaged, or its SHA-256 could not be asked for: the members hold what could be read. */
  readonly isUnchecked: boolean
  readonly tookMs: number
  /** What was run, one program with its arguments each. */
  readonly commands: readonly (readonly string[])[]
}

const path = z.string().trim().min(1)

/** How a file is restored into a new local cluster. */
export const newRestoredCluster = z.object({
  path,
  /** Absent: as `look` says. */
  name: z.string().optional(),
  members: z.union([z.literal(1), z.literal(3), z.literal(5)]),
  /** Absent: the newest that can. */
  engineId: z.string().optional(),
  /** Revisions go on so much higher and all before count as compacted (`--bump-revision`, `--mark-compacted`). */
  bumpRevision: z
    .bigint()
    .min(1n)
    .max(2n ** 62n)
    .optional(),
  /** Takes a damaged file as it is. A file without a SHA-256 at its end needs no such word. */
  skipHashCheck: z.boolean().optional(),
  /** TLS between all, as `local.create` has it; `invalid` with `field` = `tls` for a file in which users are asked for. */
  tls: z.boolean().optional(),
  onExit: z.enum(['stop', 'keep', 'ask']).optional(),
  /** Flags of the members, as `local.create` takes them. */
  flags: z.array(z.string()).max(100).optional(),
})

export type NewRestoredCluster = z.infer<typeof newRestoredCluster>

/**
 * Snapshot files restored. The file is only ever read.
 *
 * - `look`: reads the file whole; the last item is the offer. Fails with `invalid`, `notFound`, `denied` or `corrupt` and
 *   `details.field` = `path` for what cannot be restored at all.
 * - `intoCluster`: has etcd's own tool make the data of each member in the app's folder, starts the members, and compares
 *   each one's HashKV with the file's; the last item is the account, and only then the cluster is one of the local ones.
 *   Leaving the stream, or any failure, ends and removes what was made, and so does the next start of the app after a
 *   crash. Fails as `look` and `local.create` do; with `exhausted` before anything is made where the disk has no room,
 *   `conflict` when the file was written or replaced meanwhile, `invalid` with `field` = `bumpRevision` where the tool
 *   does not know it, `precondition` with `field` = `engineId` where etcd or its tool is missing, `corrupt` when a member
 *   holds something else than the file.
 */
export const restoreContract = {
  look: oc.input(z.object({ path })).output(pulled<SnapshotProgress | RestoreOffer>()),
  intoCluster: oc.input(newRestoredCluster).output(pulled<RestoreProgress | RestoreAccount>()),
}
