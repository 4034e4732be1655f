import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { SnapshotFacts } from '../../../shared/contract/snapshot-view'
import { fail } from '../../../shared/failure'
import { JsonFile } from '../../store/json-file'
import { checkSnapshotPath } from '../check-path'
import { OpenedFile } from './opened-file'

/** A snapshot file that was opened once: a connection by itself until it is forgotten. */
export interface KnownSnapshot {
  readonly id: string
  readonly name: string
  readonly path: string
}

const stored = z.object({ files: z.array(z.string()) })
/** The oldest are forgotten beyond it; the files stay. */
const knownAtMost = 20
const idPrefix = 'snapshot:'

/** The snapshot files that this home looks into. Only their paths are kept. */
export class OpenedSnapshots {
  readonly #file: JsonFile<z.infer<typeof stored>>
  readonly #open = new Map<string, OpenedFile>()
  #paths: readonly string[] = []

  constructor(home: string) {
    this.#file = new JsonFile(join(home, 'opened-snapshots.json'), (value) =>
      stored.parse(value ?? { files: [] }),
    )
  }

  async load(): Promise<void> {
    this.#paths = (await this.#file.read()).files
  }

  list(): readonly KnownSnapshot[] {
    const names = new Map<string, number>()
    return this.#paths.map((path) => {
      const plain = basename(path)
      const count = (names.get(plain) ?? 0) + 1
      names.set(plain, count)
      return { id: idOf(path), path, name: count === 1 ? plain : `${plain} (${count})` }
    })
  }

  /** Remembers a file; `invalid` with the field `path` for what cannot be one. Reads nothing of it yet. */
  async add(path: string): Promise<KnownSnapshot> {
    const whole = await checkSnapshotPath(path)
    await this.#keep([...this.#paths.filter((each) => each !== whole), whole].slice(-knownAtMost))
    const known = this.list().find((each) => each.path === whole)
    if (!known) throw fail('internal', 'The file was not remembered.')
    return known
  }

  /** Reads a file's tables; resolves with the endpoint that answers for it. */
  async start(id: string, signal?: AbortSignal): Promise<string> {
    const known = this.list().find((each) => each.id === id)
    if (!known) throw fail('notFound', 'There is no such snapshot file any more.')
    const file = await OpenedFile.open(known.path, signal)
    this.#open.set(id, file)
    return file.endpoint
  }

  async stop(id: string): Promise<void> {
    const file = this.#open.get(id)
    this.#open.delete(id)
    await file?.close()
  }

  /** Forgets a file that is not open. The file itself stays. */
  async forget(id: string): Promise<void> {
    await this.#keep(this.#paths.filter((path) => idOf(path) !== id))
  }

  facts(id: string): SnapshotFacts {
    const file = this.#open.get(id)
    if (!file) throw fail('precondition', 'This snapshot file is not open.')
    return file.facts
  }

  async #keep(paths: readonly string[]): Promise<void> {
    await this.#file.write({ files: [...paths] })
    this.#paths = paths
  }
}

/** The same for the same path, so that a tab finds its file again after a restart. */
const idOf = (path: string) => idPrefix + createHash('sha256').update(path).digest('hex').slice(0, 16)

/** Whether a connection is a snapshot file. */
export const isSnapshotId = (id: string): boolean => id.startsWith(idPrefix)
