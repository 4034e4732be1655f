import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toFailure } from '../../shared/failure'
import { dropBrokenBackups } from './backup-file'
import { Change } from './change'
import { isFileOf, Operation } from './operation'
import type { SourceOf } from './planned-keys'

const listed = 100

/** The operations of this home, as their files tell: one that is run in this process is known better by who runs it. */
export class Operations {
  readonly #ready: Promise<void>

  /** @param sourceOf another connection that keys come from; throws when it is not open */
  constructor(
    readonly folder: string,
    readonly sourceOf: SourceOf,
  ) {
    this.#ready = dropBrokenBackups(folder)
  }

  /** Resolves when no backup of an earlier run of the app is in the way. */
  ready(): Promise<void> {
    return this.#ready
  }

  /** The newest hundred of a connection, newest first, and the files that are damaged. */
  async list(connectionId: string): Promise<{ changes: readonly Change[]; damaged: readonly string[] }> {
    const changes: Change[] = []
    const damaged: string[] = []
    for (const name of await this.#names()) {
      if (changes.length === listed) break
      const path = join(this.folder, name)
      try {
        const operation = await Operation.read(path)
        if (operation.head.connectionId === connectionId) changes.push(this.#changeOf(operation))
      } catch (error) {
        if (toFailure(error).code === 'corrupt') damaged.push(path)
      }
    }
    return { changes, damaged }
  }

  /** The operation of a plan; undefined when there is none. */
  async find(id: string): Promise<Change | undefined> {
    const name = (await this.#names()).find((each) => isFileOf(each, id))
    if (name === undefined) return undefined
    const operation = await Operation.read(join(this.folder, name))
    return operation.head.plan.id === id ? this.#changeOf(operation) : undefined
  }

  /** Takes its file away; the backup stays. */
  async forget(id: string): Promise<void> {
    const name = (await this.#names()).find((each) => isFileOf(each, id))
    if (name !== undefined) await rm(join(this.folder, name), { force: true })
  }

  #changeOf(operation: Operation): Change {
    return new Change(operation.head, this, operation)
  }

  /** Newest first: names begin with the time. */
  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch((): string[] => [])
    return names
      .filter((name) => name.endsWith('.operation'))
      .sort()
      .reverse()
  }
}
