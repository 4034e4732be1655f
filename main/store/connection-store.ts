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
  async put(row: StoredConnection): Promise<void> {
    const known = this.#rows.some((each) => each.id === row.id)
    const rows = known ? this.#rows.map((each) => (each.id === row.id ? row : each)) : [...this.#rows, row]
    await this.#replace(rows)
  }

  async remove(id: string): Promise<void> {
    await this.#replace(this.#rows.filter((each) => each.id !== id))
  }

  async #replace(rows: readonly StoredConnection[]): Promise<void> {
    await this.#file.write({ connections: [...rows] })
    this.#rows = rows
  }
}
