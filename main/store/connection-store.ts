import { join } from 'node:path'
import { z } from 'zod'
import { connectionProfile } from '../../shared/contract/connections'
import { JsonFile } from './json-file'

const stored = connectionProfile.extend({ id: z.string().min(1), openedAt: z.number().optional() })

/** A profile as it is kept: no secret is part of it. */
export type StoredConnection = z.infer<typeof stored>

const file = z.object({ connections: z.array(stored) })

/** The remembered connections of this home. */
export class ConnectionStore {
  readonly #file: JsonFile<z.infer<typeof file>>
  #rows: readonly StoredConnection[] = []
  #changing: Promise<void> = Promise.resolve()

  constructor(home: string) {
    this.#file = new JsonFile(join(home, 'connections.json'), (value) =>
      file.parse(value ?? { connections: [] }),
    )
  }

  async load(): Promise<void> {
    this.#rows = (await this.#file.read()).connections
  }

  get rows(): readonly StoredConnection[] {
    return this.#rows
  }

  /** Adds or replaces by id. */
  put(row: StoredConnection): Promise<void> {
    return this.#change((rows) => {
      const known = rows.some(({ id }) => id === row.id)
      return known ? rows.map((each) => (each.id === row.id ? row : each)) : [...rows, row]
    })
  }

  remove(id: string): Promise<void> {
    return this.#change((rows) => rows.filter((each) => each.id !== id))
  }

  /** One change after the other, each on what the one before left; known when it is on disk. */
  #change(edit: (rows: readonly StoredConnection[]) => readonly StoredConnection[]): Promise<void> {
    const done = this.#changing.then(async () => {
      const rows = edit(this.#rows)
      await this.#file.write({ connections: [...rows] })
      this.#rows = rows
    })
    this.#changing = done.catch(() => {})
    return done
  }
}
