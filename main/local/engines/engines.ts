import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, EngineList } from '../../../shared/contract/engines'
import { fail } from '../../../shared/failure'
import { defaultEngine, findEngines } from './find'
import { installEngine } from './install'
import type { EtcdProgram } from './probe'
import { probeVersion } from './probe'
import type { OnProgress } from './progress'
import { compareVersions, sameMinor } from './version'

export interface EnginesOptions {
  /** The app's home; engines it installs live in `engines/VERSION/` below it. */
  readonly home: string
  /** The path from the settings as it is now, a file or a folder. */
  readonly enginePath?: () => string | undefined
  /** Default: this process's PATH. */
  readonly searchPath?: string
  /** Default: the official address. */
  readonly releasesUrl?: string
}

/** What a cluster remembers about the engine it was made with. */
export interface EngineWish {
  readonly engineId?: string
  readonly version?: string
}

/** The etcd programs of this machine: finds them, knows their versions, installs one. */
export class Engines {
  readonly #options: EnginesOptions
  readonly #answers = new Map<string, Promise<string>>()
  #installing = false

  constructor(options: EnginesOptions) {
    this.#options = options
  }

  /** All engines usable now, newest first within settings, app, PATH, and the programs that are there but not usable. */
  async list(): Promise<EngineList> {
    const { enginePath, searchPath = process.env['PATH'] ?? '' } = this.#options
    const places = { settingsPath: enginePath?.() || undefined, appDir: this.#appDir, searchPath }
    const { engines, problems } = await findEngines(places, (program, path) => this.#probe(program, path))
    return Object.freeze({ engines, problems, defaultId: defaultEngine(engines)?.id })
  }

  /**
   * Chooses the engine for a cluster: the one with this id; else one of the same version; else the newest of the
   * same minor series, which can use its data. Without a wish the default. Fails with `precondition`
   * (`details.field` is `engineId`) when there is none, naming the version to install or the path that is wrong.
   */
  async choose(wish: EngineWish = {}): Promise<Engine> {
    const { engines, problems } = await this.list()
    const broken = problems.find(({ source }) => source === 'settings')
    const { engineId, version } = wish
    if (engineId === undefined && version === undefined) {
      // What was asked for in the settings is not replaced behind the person's back.
      if (broken)
        throw fail(broken.failure.code, broken.failure.message, {
          ...broken.failure,
          details: { field: 'engineId', path: broken.path },
        })
      const engine = defaultEngine(engines)
      if (engine) return engine
      throw fail('precondition', 'There is no etcd on this machine yet. Install one.', {
        details: { field: 'engineId' },
      })
    }
    const usable = engines.filter((engine) => version !== undefined && sameMinor(engine.version, version))
    const engine =
      engines.find((candidate) => candidate.id === engineId) ??
      engines.find((candidate) => candidate.version === version) ??
      usable.sort((a, b) => compareVersions(b.version, a.version))[0]
    if (engine) return engine
    throw fail('precondition', `etcd ${version ?? engineId} is not on this machine. Install it.`, {
      ...(broken ? { reason: broken.failure.message } : {}),
      details: { field: 'engineId', ...(version === undefined ? {} : { version }) },
    })
  }

  /**
   * Installs an etcd into the app's own folder and resolves with it; see `installEngine` for where it comes from
   * and how it fails. One at a time: `precondition` while another installation runs.
   */
  async install(options: {
    version?: string
    signal?: AbortSignal
    onProgress?: OnProgress
  }): Promise<Engine> {
    if (this.#installing) throw fail('precondition', 'An etcd is being installed already.')
    this.#installing = true
    try {
      const version = await installEngine({
        ...options,
        appDir: this.#appDir,
        releasesUrl: this.#options.releasesUrl,
      })
      return await this.choose({ engineId: `app:${version}` })
    } finally {
      this.#installing = false
    }
  }

  get #appDir(): string {
    return join(this.#options.home, 'engines')
  }

  async #probe(program: EtcdProgram, path: string): Promise<string> {
    const info = await stat(path).catch(() => undefined)
    const key = `${path} ${info?.ino} ${info?.size} ${info?.mtimeMs} ${info?.mode}`
    let answer = this.#answers.get(key)
    if (!answer) {
      answer = probeVersion(program, path)
      this.#answers.set(key, answer)
      // A program that failed is asked again: the reason may have been this machine's load.
      answer.catch(() => this.#answers.delete(key))
    }
    return answer
  }
}
