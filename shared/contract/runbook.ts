import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'
import {
  runbookWays,
  type ExpectedHash,
  type RunbookFile,
  type RunbookMember,
} from '../restore-runbook/input'
import { connectionId } from './fields'
import type { SnapshotProgress } from './snapshot'

/** Members as a file or a cluster knows them, with folders as they usually are: neither tells of its folders. */
export interface FoundMembers {
  readonly members: readonly RunbookMember[]
  /** Learners, by name: a restored cluster begins with voters. */
  readonly learners: readonly string[]
}

/** What a runbook can be written from. */
export interface RunbookSource {
  readonly kind: 'source'
  readonly file: RunbookFile
  /** Below it revisions are gone. */
  readonly compactRevision: bigint
  /** Something in it only Kubernetes writes. */
  readonly isKubernetes: boolean
  /** As they were when it was taken. */
  readonly found: FoundMembers
}

export interface SavedRunbook {
  readonly folder: string
  /** Their names in it. */
  readonly files: readonly string[]
}

const text = z.string().max(10_000)
const path = z.string().trim().min(1)

const member = z.object({
  ...{ name: text, host: text, peerUrls: text, clientUrls: text, dataDir: text, walDir: text, version: text },
})

/** The same as `RunbookInput`; what stands in it is checked by `findProblems`. */
export const runbookInput = z.object({
  file: z.object({
    path,
    sizeBytes: z.number().int().min(0),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    hasTrailer: z.boolean(),
    revision: z.bigint().min(0n),
    keys: z.number().int().min(0),
    isAuthEnabled: z.boolean(),
  }),
  ...{ filePath: text, token: text, way: z.enum(runbookWays), unit: text, manifests: text, owner: text },
  ...{ isKubernetes: z.boolean(), bumpBy: text, caFile: text, certFile: text, keyFile: text },
  expected: z.object({ hash: z.number().int().min(0), revision: z.bigint().min(0n) }).optional(),
  members: z.array(member).max(100),
})

/**
 * How a cluster on other machines is restored from a snapshot file: text, Markdown and a script for each member. Nothing
 * is sent to any member.
 *
 * - `source`: reads a file whole; the last item is what a runbook is written from. Fails with `invalid`, `notFound`,
 *   `denied` or `corrupt` and `details.field` = `path`.
 * - `members`: the members of an open connection, each asked for its version; `unavailable` when nobody answers.
 * - `expectedHash`: what `etcdctl endpoint hashkv` prints of a member restored from the file, with `bumpBy` as
 *   `--bump-revision` was told. Reads the file anew.
 * - `save`: writes the runbook into a new folder, as `runbook.txt`, `runbook.md` and the scripts; all of them or none.
 *   `exists` (`details.field` = `folder`) when there is something of that name, `invalid` for a runbook with problems.
 */
export const runbookContract = {
  source: oc.input(z.object({ path })).output(pulled<SnapshotProgress | RunbookSource>()),
  members: oc.input(z.object({ connectionId })).output(type<FoundMembers>()),
  expectedHash: oc
    .input(
      z.object({
        path,
        revision: z.bigint().min(0n),
        compactRevision: z.bigint().min(0n),
        bumpBy: z.bigint().min(1n).optional(),
      }),
    )
    .output(type<ExpectedHash>()),
  save: oc.input(z.object({ folder: path, input: runbookInput })).output(type<SavedRunbook>()),
}
