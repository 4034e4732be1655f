import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SnapshotRow } from '../../shared/contract/snapshot'
import { fail, toFailure, type FailureError } from '../../shared/failure'
import { makeFolder } from '../local/folders'
import { Latest } from '../latest'
import { FileStates } from './file-states'
import {
  libraryFile,
  toRow,
  type LibraryContent,
  type StoredSnapshot,
  type WritingSnapshot,
} from './library-file'

/** Files change without us: how often they are looked at while somebody looks at the library. */
const lookAgainMs = 3_000

/** The number of a file in its file system: tells it from another of the same name. */
export async function inodeOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found?.ino.toString()
}

/** What a crash left of the library's own file. */
async function removeHalfWritten(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => [])
  const parts = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.part'))
  await Promise.all(parts.map((name) => rm(join(dirname(path), name), { force: true })))
}

async function isEmpty(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && found.size === 0
}

/**
 * The snapshots that were saved on this home. What is being written is in its file as well: what a crash leaves is
 * removed at the next start, and a file that had its name already gets its row.
 */
export class SnapshotLibrary {
  readonly folder: string
  readonly #file
  readonly #states = new FileStates()
  readonly #latest = new Latest<LibraryContent>({ snapshots: [], writing: [] })
  /** Why the library cannot be read: nothing is written over it then. */
  #damage: FailureError | undefined

  constructor(home: string) {
    this.folder = join(home, 'snapshots')
    this.#file = libraryFile(this.folder)
  }

  /** Reads the library and tidies up after a crash. Never throws: what is wrong is told by whatever needs it. */
  async load(): Promise<void> {
    try {
      await removeHalfWritten(this.#file.path)
      const { snapshots, writing } = await this.#file.read()
      this.#latest.set({ snapshots, writing })
      if (writing.length > 0) await this.#change({ writing: [], snapshots: await this.#recover(writing) })
    } catch (error) {
      const { code, message, reason } = toFailure(error)
      this.#damage = fail(code, message, { reason, cause: error })
    }
  }

  /** Newest first, with the state of each file; a new list whenever one of them is another. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly [readonly SnapshotRow[]]> {
    let told: string | undefined
    while (!signal.aborted) {
      this.#check()
      const content = this.#latest.value
      const rows = await this.#rows(content)
      const text = JSON.stringify(rows, (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      )
      if (text !== told) {
        told = text
        yield [rows]
      }
      if (content === this.#latest.value) await this.#latest.changed(signal, lookAgainMs)
    }
  }

  /** `notFound` when it is not in the library. */
  find(id: string): StoredSnapshot {
    this.#check()
    const found = this.#latest.value.snapshots.find((each) => each.id === id)
    if (!found) throw fail('notFound', 'This snapshot is not in the library any more.')
    return found
  }

  /** The id of the snapshot that was saved at a path. */
  idAt(path: string): string | undefined {
    return this.#latest.value.snapshots.find((each) => each.path === path)?.id
  }

  async row(id: string): Promise<SnapshotRow> {
    const kept = this.find(id)
    return toRow(kept, await this.#states.of(kept))
  }

  /** The folder is there afterwards, private to this user. */
  async makeFolder(): Promise<void> {
    this.#check()
    await makeFolder(this.folder)
  }

  /** Notes that a file is being written; with its row, that it is about to get its name. */
  async begin(file: WritingSnapshot): Promise<void> {
    const { snapshots, writing } = this.#latest.value
    const others = writing.filter((each) => each.id !== file.id)
    await this.#change({ snapshots, writing: [...others, file] })
  }

  /** The file has its name, or is gone. */
  async end(id: string, row?: StoredSnapshot): Promise<void> {
    const { snapshots, writing } = this.#latest.value
    await this.#change({
      snapshots: row ? [row, ...snapshots] : snapshots,
      writing: writing.filter((each) => each.id !== id),
    })
  }

  async update(id: string, change: Partial<StoredSnapshot>): Promise<void> {
    const { snapshots, writing } = this.#latest.value
    const changed = snapshots.map((each) => (each.id === id ? { ...each, ...change } : each))
    await this.#change({ snapshots: changed, writing })
  }

  async forget(id: string): Promise<void> {
    const { snapshots, writing } = this.#latest.value
    await this.#change({ snapshots: snapshots.filter((each) => each.id !== id), writing })
  }

  #rows({ snapshots }: LibraryContent): Promise<readonly SnapshotRow[]> {
    return Promise.all(snapshots.map(async (each) => toRow(each, await this.#states.of(each))))
  }

  #check(): void {
    if (this.#damage) throw this.#damage
  }

  async #change(content: LibraryContent): Promise<void> {
    this.#check()
    this.#latest.set(content)
    await makeFolder(this.folder)
    await this.#file.write(content)
  }

  /** Removes what was half written, if it is still the file that we began; keeps what was whole. */
  async #recover(writing: readonly WritingSnapshot[]): Promise<StoredSnapshot[]> {
    const rows = [...this.#latest.value.snapshots]
    for (const { path, inode, row } of writing) {
      const part = `${path}.part`
      // Killed before it was known which file it is, it was still empty.
      const isOurs = inode === undefined ? await isEmpty(part) : (await inodeOf(part)) === inode
      if (isOurs) await rm(part, { force: true })
      if (row && inode !== undefined && (await inodeOf(path)) === inode) rows.unshift(row)
    }
    return rows
  }
}
