import { readdir, stat } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Engine, EngineProblem, EngineSource } from '../../../shared/contract/engines'
import { toFailure } from '../../../shared/failure'
import { programFile } from './probe'
import type { EtcdProgram } from './probe'
import { compareVersions } from './version'

export interface EnginePlaces {
  /** A file or folder from the settings, where one is set. */
  readonly settingsPath?: string
  /** The app's own folder: one sub-folder for each version. */
  readonly appDir: string
  /** As the PATH variable is written; tests narrow it. */
  readonly searchPath: string
}

export interface FoundEngines {
  /** Newest first within each source: settings, then the app's own, then PATH. */
  readonly engines: readonly Engine[]
  readonly problems: readonly EngineProblem[]
}

/** Asks one program for its version; the caller may remember answers. */
export type Probe = (program: EtcdProgram, path: string) => Promise<string>

/**
 * Looks in all places for etcd and, beside it (for PATH: anywhere on it), its tools. A program that does not run
 * is a problem in the answer, not an error. Two engines of one source and version count once.
 */
export async function findEngines(places: EnginePlaces, probe: Probe): Promise<FoundEngines> {
  const searchDirs = places.searchPath.split(delimiter).filter((dir) => isAbsolute(dir))
  const appDirs = (await readdir(places.appDir).catch(() => []))
    .filter((name) => !name.includes('.part-'))
    .map((name) => join(places.appDir, name))
  const found = await Promise.all([
    ...(places.settingsPath ? [fromSettings(places.settingsPath, probe)] : []),
    ...appDirs.map((dir) =>
      engineAt('app', { etcd: join(dir, programFile('etcd')), toolDirs: [dir] }, probe),
    ),
    ...searchDirs.map((dir) =>
      engineAt('path', { etcd: join(dir, programFile('etcd')), toolDirs: [dir, ...searchDirs] }, probe),
    ),
  ])
  const engines = new Map<string, Engine>()
  for (const { engine } of found) if (engine && !engines.has(engine.id)) engines.set(engine.id, engine)
  return {
    engines: [...engines.values()].sort(
      (a, b) => rank[a.source] - rank[b.source] || compareVersions(b.version, a.version),
    ),
    problems: found.flatMap(({ problems }) => problems),
  }
}

const rank: Record<EngineSource, number> = { settings: 0, app: 1, path: 2 }

/** The engine to use when nobody chose: the one from the settings, else the newest. */
export function defaultEngine(engines: readonly Engine[]): Engine | undefined {
  const chosen = engines.find((engine) => engine.source === 'settings')
  return (
    chosen ??
    [...engines].sort((a, b) => compareVersions(b.version, a.version) || rank[a.source] - rank[b.source])[0]
  )
}

interface Found {
  readonly engine?: Engine
  readonly problems: readonly EngineProblem[]
}

async function fromSettings(path: string, probe: Probe): Promise<Found> {
  const info = await stat(path).catch(() => undefined)
  const etcd = info?.isDirectory() ? join(path, programFile('etcd')) : resolve(path)
  return engineAt('settings', { etcd, toolDirs: [dirname(etcd)] }, probe)
}

async function engineAt(
  source: EngineSource,
  place: { etcd: string; toolDirs: readonly string[] },
  probe: Probe,
): Promise<Found> {
  const { etcd, toolDirs } = place
  // Not being there is only news where somebody said it would be.
  if (source !== 'settings' && !(await isFile(etcd))) return { problems: [] }
  const problem = (path: string, error: unknown): EngineProblem => ({
    source,
    path,
    failure: toFailure(error),
  })
  let version: string
  try {
    version = await probe('etcd', etcd)
  } catch (error) {
    return { problems: [problem(etcd, error)] }
  }
  const problems: EngineProblem[] = []
  const tools: { etcdctl?: string; etcdutl?: string; etcdctlVersion?: string; etcdutlVersion?: string } = {}
  for (const program of ['etcdctl', 'etcdutl'] as const) {
    const path = await firstFile(toolDirs.map((dir) => join(dir, programFile(program))))
    if (path === undefined) continue
    try {
      tools[`${program}Version`] = await probe(program, path)
      tools[program] = path
    } catch (error) {
      problems.push(problem(path, error))
    }
  }
  return { engine: Object.freeze({ id: `${source}:${version}`, version, source, etcd, ...tools }), problems }
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isFile(path)) return path
  return undefined
}

/** Whether there is a file (or a link to one) at this path. */
export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isFile(),
    () => false,
  )
