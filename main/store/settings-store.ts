import { join } from 'node:path'
import { z } from 'zod'
import { settings, type Settings } from '../../shared/contract/system'
import { JsonFile } from './json-file'

const viewStates = z.record(z.string(), z.json())
type ViewStates = z.infer<typeof viewStates>

/** Settings and view state of this home, in two small files. */
export class SettingsStore {
  readonly #settingsFile: JsonFile<Settings>
  readonly #viewFile: JsonFile<ViewStates>
  #settings: Settings = settings.parse({})
  #views: ViewStates = {}

  constructor(home: string) {
    this.#settingsFile = new JsonFile(join(home, 'settings.json'), (value) => settings.parse(value ?? {}))
    this.#viewFile = new JsonFile(join(home, 'view.json'), (value) => viewStates.parse(value ?? {}))
  }

  async load(): Promise<void> {
    this.#settings = await this.#settingsFile.read()
    // Lost view state costs a pane width; it must not keep the app from starting.
    this.#views = await this.#viewFile.read().catch(() => ({}))
  }

  get settings(): Settings {
    return this.#settings
  }

  async update(change: Partial<Settings>): Promise<Settings> {
    this.#settings = settings.parse({ ...this.#settings, ...change })
    await this.#settingsFile.write(this.#settings)
    return this.#settings
  }

  view(name: string): unknown {
    return this.#views[name]
  }

  async setView(name: string, value: z.infer<ReturnType<typeof z.json>>): Promise<void> {
    this.#views = { ...this.#views, [name]: value }
    await this.#viewFile.write(this.#views)
  }

  /** Resolves when nothing is being written any more: for the end of the app. */
  async settled(): Promise<void> {
    await Promise.all([this.#settingsFile.settled(), this.#viewFile.settled()])
  }
}
