import { join } from 'node:path'
import { z } from 'zod'
import type { SnapshotRow } from '../../shared/contract/snapshot'
import { failureCodes } from '../../shared/failure'
import { JsonFile } from '../store/json-file'

const problem = z.object({ code: z.enum(failureCodes), message: z.string(), reason: z.string().optional() })

const stored = z.object({
  id: z.string(),
  path: z.string(),
  connectionId: z.string(),
  connection: z.string(),
  clusterId: z.string(),
  memberId: z.string(),
  member: z.string(),
  endpoint: z.string(),
  version: z.string(),
  takenAt: z.number(),
  sizeBytes: z.number(),
  sha256: z.string(),
  hash: z.number(),
  /** Decimal: JSON's numbers are not exact enough. */
  revision: z.string().regex(/^\d+$/),
  totalKeys: z.number(),
  totalSizeBytes: z.number(),
  keys: z.number(),
  verifiedAt: z.number(),
  problem: problem.optional(),
})

/** A snapshot as it is kept: what its row says, but for the state of its file. */
export type StoredSnapshot = z.infer<typeof stored>

/** A file that is being written: which one it is as soon as it was made, and its row as soon as that is known. */
const writing = z.object({
  id: z.string(),
  path: z.string(),
  inode: z.string().optional(),
  row: stored.optional(),
})
export type WritingSnapshot = z.infer<typeof writing>

const library = z.object({ snapshots: z.array(stored), writing: z.array(writing).default([]) })
export type LibraryContent = z.infer<typeof library>

/** The library's file in the folder of the snapshots. */
export const libraryFile = (folder: string): JsonFile<LibraryContent> =>
  new JsonFile(join(folder, 'library.json'), (value) => library.parse(value ?? { snapshots: [] }))

/** A kept snapshot as the contract has it. */
export function toRow(kept: StoredSnapshot, file: SnapshotRow['file']): SnapshotRow {
  const base = kept.path.slice(Math.max(kept.path.lastIndexOf('/'), kept.path.lastIndexOf('\\')) + 1)
  return { ...kept, name: base.replace(/\.db$/, ''), revision: BigInt(kept.revision), file }
}
