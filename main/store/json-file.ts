import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { fail } from '../../shared/failure'

/**
 * One small JSON file, written whole: a temporary file, fsync, rename. A crash leaves the old content or the new,
 * never half of it. Writes are done in order; two stores must not share a file.
 */
export class JsonFile<T> {
  #writing: Promise<void> = Promise.resolve()

  /**
   * @param parse checks and completes what was read; what it throws makes `read` fail with `corrupt`
   */
  constructor(
    readonly path: string,
    readonly parse: (value: unknown) => T,
  ) {}

  /** The content, or what `parse(undefined)` gives when there is no file yet. A damaged file is kept and reported. */
  async read(): Promise<T> {
    let text: string
    try {
      text = await readFile(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.parse(undefined)
      throw error
    }
    try {
      return this.parse(JSON.parse(text))
    } catch (error) {
      throw fail(
        'corrupt',
        `The file ${this.path} is damaged. Repair it or move it away; etcdesk did not change it.`,
        {
          cause: error,
        },
      )
    }
  }

  /** Replaces the content; resolves when it is on disk. */
  write(value: T): Promise<void> {
    const text = JSON.stringify(value, null, 2) + '\n'
    const done = this.#writing.then(() => this.#replace(text))
    this.#writing = done.catch(() => {})
    return done
  }

  async #replace(text: string): Promise<void> {
    const part = `${this.path}.${randomUUID()}.part`
    try {
      const file = await open(part, 'wx', 0o600)
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, this.path)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }
}
