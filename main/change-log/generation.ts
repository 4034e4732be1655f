import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { LogGeneration } from '../../shared/contract/change-log'
import type { Failure } from '../../shared/failure'
import { makeFolder } from '../local/folders'
import { JsonFile } from '../store/json-file'
import { LogFiles } from './log-files'

const decimal = z.string().regex(/^\d+$/)
const gap = z.object({
  from: decimal,
  cause: z.enum(['compacted', 'otherCluster', 'wentBack', 'replaced', 'skipped', 'damaged']),
  foundAt: z.number(),
})
const head = z.object({
  clusterId: z.string(),
  /** Everything up to here is in the full snapshot. */
  revision: decimal,
  takenAt: z.number(),
  fullBytes: z.number(),
  sha256: z.string(),
  gap: gap.optional(),
})
/** What is known of a generation beside its files. It is written last: a folder without it is what a crash left. */
export type GenerationHead = z.infer<typeof head>

const headFile = (folder: string) =>
  new JsonFile(join(folder, 'generation.json'), (value) => head.parse(value))
const folderName = (id: number) => String(id).padStart(6, '0')

export interface GenerationOptions {
  readonly segmentBytes?: number
  readonly onTrouble: (failure: Failure | undefined) => void
  readonly onWritten: () => void
}

/** A full snapshot and the log of what came after it, in a folder of their own. */
export class Generation {
  /** Its snapshot was taken just now: the store is the one it is of. */
  isFresh = false
  #readers = 0

  private constructor(
    readonly id: number,
    readonly folder: string,
    readonly head: GenerationHead,
    readonly log: LogFiles,
  ) {}

  /** Reads one that is there. */
  static async open(parent: string, id: number, options: GenerationOptions): Promise<Generation> {
    const folder = join(parent, folderName(id))
    const known = await headFile(folder).read()
    const log = await LogFiles.open({ folder, base: BigInt(known.revision), ...options })
    return new Generation(id, folder, known, log)
  }

  get fullPath(): string {
    return fullPathIn(this.folder)
  }

  get bytes(): number {
    return this.head.fullBytes + this.log.bytes
  }

  get row(): LogGeneration {
    const { clusterId, revision, takenAt, fullBytes, gap: found } = this.head
    const { cursor, lastAt, events, bytes } = this.log
    return {
      ...{ id: this.id, clusterId, revision: BigInt(revision), takenAt, fullBytes, events },
      ...{ toRevision: cursor, lastAt: lastAt || takenAt, logBytes: bytes },
      ...(found ? { gap: { ...found, from: BigInt(found.from) } } : {}),
    }
  }

  /** True while it is read: it is not let go then. */
  get isHeld(): boolean {
    return this.#readers > 0
  }

  /** Keeps it until what this returns is called. */
  hold(): () => void {
    this.#readers += 1
    return () => (this.#readers -= 1)
  }

  async remove(): Promise<void> {
    await this.log.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

const fullPathIn = (folder: string): string => join(folder, 'full.db')

/** The ids of those that are whole, rising; what a crash left of others is removed. */
export async function listGenerations(parent: string): Promise<readonly number[]> {
  const names = (await readdir(parent).catch((): string[] => [])).filter((name) => /^\d{6}$/.test(name))
  const ids: number[] = []
  for (const name of names.sort()) {
    const folder = join(parent, name)
    if (await stat(join(folder, 'generation.json')).catch(() => undefined)) ids.push(Number(name))
    else await rm(folder, { recursive: true, force: true })
  }
  return ids
}

/**
 * Makes the folder of a new generation: `save` writes the full snapshot to the path it is given and resolves with its facts.
 * When that fails, nothing stays.
 */
export async function makeGeneration(
  parent: string,
  id: number,
  save: (path: string) => Promise<GenerationHead>,
): Promise<void> {
  await makeFolder(parent)
  const folder = join(parent, folderName(id))
  await mkdir(folder, { mode: 0o700 })
  try {
    await headFile(folder).write(await save(fullPathIn(folder)))
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}
