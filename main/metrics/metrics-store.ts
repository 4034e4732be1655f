import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { makeFolder } from '../local/folders'
import { JsonFile } from '../store/json-file'
import { MetricsHistory } from './metrics-history'
import { PointFile } from './point-file'

/** A history that nobody has added to for so long holds nothing any more. */
const forgottenMs = 26 * 3_600_000
const ending = '.points'

const urlsFile = z.object({ urls: z.record(z.string(), z.record(z.string(), z.string())) })
type Urls = z.infer<typeof urlsFile>['urls']

/**
 * The folder `metrics/` of the home: one file of points a connection, and `urls.json` with the addresses the person gave. Neither
 * holds a secret. Histories of connections that are not looked at any more are removed when the app starts.
 */
export class MetricsStore {
  readonly #folder: string
  readonly #urls: JsonFile<z.infer<typeof urlsFile>>
  readonly #histories = new Map<string, Promise<MetricsHistory>>()
  #prepared: Promise<void> | undefined

  constructor(home: string) {
    this.#folder = join(home, 'metrics')
    this.#urls = new JsonFile(join(this.#folder, 'urls.json'), (value) =>
      urlsFile.parse(value ?? { urls: {} }),
    )
  }

  /** What is kept of a connection; opened once. */
  history(connectionId: string): Promise<MetricsHistory> {
    const known = this.#histories.get(connectionId)
    if (known) return known
    const path = join(this.#folder, encodeURIComponent(connectionId) + ending)
    const opening = this.#prepare().then(() => MetricsHistory.open(new PointFile(path), Date.now()))
    this.#histories.set(connectionId, opening)
    return opening
  }

  /** The addresses that the person gave for members of a connection, by member id. */
  async urlsOf(connectionId: string): Promise<Readonly<Record<string, string>>> {
    return (await this.#urls.read()).urls[connectionId] ?? {}
  }

  /** Keeps another address for a member, or (without one) its client URL again. */
  async setUrl(connectionId: string, memberId: string, url: string | undefined): Promise<void> {
    await makeFolder(this.#folder)
    const { urls } = await this.#urls.read()
    const own = Object.entries(urls[connectionId] ?? {}).filter(([id]) => id !== memberId)
    const next: Urls = { ...urls, [connectionId]: Object.fromEntries(own) }
    if (url !== undefined) next[connectionId] = { ...next[connectionId], [memberId]: url }
    await this.#urls.write({ urls: next })
  }

  #prepare(): Promise<void> {
    this.#prepared ??= makeFolder(this.#folder)
      .then(() => this.#prune())
      // What cannot be written is said by each history.
      .catch(() => {})
    return this.#prepared
  }

  async #prune(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name)
      if (!name.endsWith(ending)) continue
      const { mtimeMs } = await stat(path)
      if (Date.now() - mtimeMs > forgottenMs) await rm(path, { force: true })
    }
  }
}
