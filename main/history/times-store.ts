import { join } from 'node:path'
import { z } from 'zod'
import type { ClusterStatus } from '../../shared/contract/cluster'
import { makeFolder } from '../local/folders'
import { JsonFile } from '../store/json-file'
import { RevisionTimes } from './revision-times'

/** How long new points may wait for the disk. */
const saveEveryMs = 15_000

const file = z.object({
  points: z.array(z.object({ revision: z.string().regex(/^\d{1,19}$/), ms: z.number() })),
})

interface Kept {
  readonly times: RevisionTimes
  readonly file: JsonFile<z.infer<typeof file>>
  savedAt: number
  isDirty: boolean
}

/**
 * What is known of when revisions were made, one small file `history/<clusterId>.json` a cluster. A file that cannot be
 * read or written costs times in a list, nothing else: it is begun anew.
 */
export class TimesStore {
  readonly #folder: string
  readonly #kept = new Map<string, Promise<Kept>>()

  constructor(home: string) {
    this.#folder = join(home, 'history')
  }

  /** What is known of a cluster; empty for one that was never seen. */
  async of(clusterId: string): Promise<RevisionTimes> {
    return (await this.#load(clusterId)).times
  }

  /** Notes at which revision a cluster stands now. */
  async observe({ clusterId, revision }: Pick<ClusterStatus, 'clusterId' | 'revision'>): Promise<void> {
    // Zeros stand for a snapshot file: its revisions were made long before anybody looked.
    if (/^0*$/.test(clusterId) || revision === undefined) return
    const kept = await this.#load(clusterId)
    const now = Date.now()
    if (kept.times.observe(revision, now)) kept.isDirty = true
    if (kept.isDirty && now - kept.savedAt >= saveEveryMs) await this.#save(kept)
  }

  /** Writes what has not been written yet. */
  async close(): Promise<void> {
    const all = await Promise.all(this.#kept.values())
    await Promise.all(all.filter(({ isDirty }) => isDirty).map((kept) => this.#save(kept)))
  }

  #load(clusterId: string): Promise<Kept> {
    const known = this.#kept.get(clusterId)
    if (known) return known
    const loading = this.#read(clusterId)
    this.#kept.set(clusterId, loading)
    return loading
  }

  async #read(clusterId: string): Promise<Kept> {
    const path = join(this.#folder, `${clusterId}.json`)
    const json = new JsonFile(path, (value) => file.parse(value ?? { points: [] }))
    const { points } = await json.read().catch(() => ({ points: [] }))
    const times = new RevisionTimes(points.map(({ revision, ms }) => ({ revision: BigInt(revision), ms })))
    return { times, file: json, savedAt: Date.now(), isDirty: false }
  }

  async #save(kept: Kept): Promise<void> {
    kept.savedAt = Date.now()
    kept.isDirty = false
    const points = kept.times.points.map(({ revision, ms }) => ({ revision: String(revision), ms }))
    try {
      await makeFolder(this.#folder)
      await kept.file.write({ points })
    } catch {
      kept.isDirty = true
    }
  }
}
