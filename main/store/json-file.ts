import { readFile } from 'node:fs/promises'
import { fail } from '../../shared/failure'
import { writeWhole } from './write-whole'

/**
 * One small JSON file, written whole. Writes are done in order; two stores must not share a file.
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
    const done = this.#writing.then(() => writeWhole(this.path, text))
    this.#writing = done.catch(() => {})
    return done
  }

  /** Resolves when everything given to `write` so far is on disk or has failed. */
  settled(): Promise<void> {
    return this.#writing
  }
}
