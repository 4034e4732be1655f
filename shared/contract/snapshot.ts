import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId } from './fields'

/** What a snapshot file says of itself; the first four as `etcdctl snapshot status` up to 3.5 prints them. */
export interface SnapshotStatus {
  /** CRC32-C over the names and entries of all buckets. */
  readonly hash: number
  /** The newest revision in the file. */
  readonly revision: bigint
  /** Entries of all buckets: every revision of every key, members, leases and so on. */
  readonly totalKeys: number
  readonly totalSizeBytes: number
  /** Keys that live at {@link revision}. */
  readonly keys: number
}

/** A snapshot in the library: what was saved, from where, and how its file is now. */
export interface SnapshotRow extends SnapshotStatus {
  readonly id: string
  /** The file's name, without `.db`. */
  readonly name: string
  readonly path: string
  readonly connectionId: string
  /** The connection's name at that time. */
  readonly connection: string
  readonly clusterId: string
  readonly memberId: string
  readonly member: string
  readonly endpoint: string
  /** Of the member's etcd. */
  readonly version: string
  /** Unix time in ms. */
  readonly takenAt: number
  /** Of the file, with its trailer. */
  readonly sizeBytes: number
  /** Of the database, in hex, as the trailer of the file says it. */
  readonly sha256: string
  /** Unix time in ms of the last complete check that found nothing wrong. */
  readonly verifiedAt: number
  /** What the last check found wrong. */
  readonly problem?: Failure
  /** `changed`: there is a file of that name, of another size. */
  readonly file: 'there' | 'missing' | 'changed'
}

/** A member that a snapshot can be asked of. */
export interface SnapshotMember {
  readonly id: string
  readonly name: string
  readonly role: 'leader' | 'follower' | 'learner' | 'unknown'
  readonly endpoint: string
  readonly version: string
  /** Of its database file: a snapshot is about as large. */
  readonly dbSizeBytes: number
  readonly isHealthy: boolean
}

/** What there is to choose before a snapshot is saved. */
export interface SnapshotOffer {
  /** Members that answer. */
  readonly members: readonly SnapshotMember[]
  /** The endpoint that is taken unless another is chosen: a healthy follower's where there is one. */
  readonly endpoint: string
  /** A whole path of a file that is not there yet, in the library's folder. */
  readonly path: string
  /** Room on the disk of that folder; absent where the system does not tell. */
  readonly freeBytes?: number
}

export interface SnapshotProgress {
  readonly kind: 'progress'
  /** `save`: bytes from etcd to the disk. `read`: its tables are read, for revision and keys. */
  readonly phase: 'save' | 'read'
  readonly bytes: number
  readonly totalBytes?: number
}

export interface SnapshotDone {
  readonly kind: 'done'
  readonly row: SnapshotRow
}

/** A file that was read to its end and found right. */
export interface SnapshotChecked {
  readonly kind: 'checked'
  readonly sizeBytes: number
  /** In hex; absent where no trailer is at its end. */
  readonly sha256?: string
  readonly status: SnapshotStatus
}

/**
 * What a member's HashKV says of a file, at the newest revision that the file holds.
 *
 * - `same`: the hashes are equal: the file is that cluster at that revision. `isOther`: by its id it is another cluster
 *   that holds the same, such as one restored from it.
 * - `differs`: they are not. `isOther`: nor are the clusters' ids.
 * - `compacted`: the member dropped that revision: it cannot be told.
 * - `ahead`: the member has not come to that revision: it is another store, or went back to an earlier one.
 * - `incomparable`: the file was compacted further than the member, so that it lacks what the member hashes.
 */
export interface LiveProof {
  readonly kind: 'same' | 'differs' | 'compacted' | 'ahead' | 'incomparable'
  readonly isOther: boolean
  readonly revision: bigint
  /** The member that was asked. */
  readonly member: string
  readonly endpoint: string
  readonly clusterId: string
  /** Of the file; absent where the member had nothing to compare it with. */
  readonly fileHash?: number
  readonly memberHash?: number
}

const id = z.object({ id: z.string().min(1) })

/**
 * Snapshots of whole databases: saved, checked, and the library of those that were.
 *
 * - `offer`: the members that can be asked, and a name. `unavailable` when none answers.
 * - `save`: asks one member for its database and writes it to `path` (default: as `offer` says), beside which it is
 *   called `PATH.part` until the trailer's SHA-256 was found right, every page of the database was read, and all of it is
 *   on disk. The last item is the library's row. Leaving the stream, or any failure, removes what was written. Fails with
 *   `exists` when the name is taken (`details.field` = `path`, as below), `invalid` for a path that is not absolute,
 *   `exhausted` when the disk has no room for it (said before the first byte where that is known), `denied` where the
 *   user is not root and auth is on, `corrupt` when what came is damaged.
 * - `verify`: reads the file anew: trailer, every page, and whether it still is what was saved. The last item is the row;
 *   what was found wrong is its `problem`. Changes nothing but the row.
 * - `check`: reads any snapshot file whole; the last item says what it is. Fails with `corrupt` and what was found, and as
 *   reading a file can. Changes nothing.
 * - `prove`: compares a file with the cluster of an open connection by HashKV, at one member, a healthy follower where
 *   there is one. `clusterId`: of the cluster the file was taken from, where that is known. Ended by the call's signal.
 * - `remove`: takes a row out of the library and, with `deleteFile`, its file off the disk. A file that is no longer the
 *   one that was saved is not deleted: `conflict`.
 * - `reveal`: shows the file in the system's file manager; `precondition` where the host has none.
 */
export const snapshotContract = {
  /** The library, newest first; whole in each batch, whenever it or a file of it changes. */
  list: oc.output(pulled<readonly SnapshotRow[]>()),
  offer: oc.input(z.object({ connectionId })).output(type<SnapshotOffer>()),
  save: oc
    .input(
      z.object({
        connectionId,
        endpoint: z.string().min(1).optional(),
        path: z.string().min(1).optional(),
      }),
    )
    .output(pulled<SnapshotProgress | SnapshotDone>()),
  verify: oc.input(id).output(pulled<SnapshotProgress | SnapshotDone>()),
  check: oc.input(z.object({ path: z.string().min(1) })).output(pulled<SnapshotProgress | SnapshotChecked>()),
  prove: oc
    .input(z.object({ path: z.string().min(1), connectionId, clusterId: z.string().optional() }))
    .output(type<LiveProof>()),
  remove: oc.input(id.extend({ deleteFile: z.boolean() })).output(type<void>()),
  reveal: oc.input(id).output(type<void>()),
}
