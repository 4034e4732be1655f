import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '../../../shared/failure'
import { fail, toFailure } from '../../../shared/failure'
import { makeFolder } from '../folders'
import { aptIsHere, defaultSuite, installFromApt } from './apt'
import { probeVersion, programFile } from './probe'
import type { OnProgress } from './progress'
import { installFromRelease } from './release'

/** The release that is fetched when nobody names one: the newest the integration tests run against. */
export const recommendedVersion = '3.5.16'

export interface InstallEngineOptions {
  /** The folder that gets the sub-folder `VERSION/`. */
  readonly appDir: string
  readonly version?: string
  readonly releasesUrl?: string
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/**
 * Installs an etcd below `appDir` and resolves with its version: from the official release where that is
 * reached; where it is not, on Debian-like systems, from the machine's own package archive (which has one
 * version; another that was asked for by name is not replaced by it). What is already there is kept.
 *
 * Fails with `unavailable` when neither is reached (`reason` holds both), else as {@link installFromRelease}; on a
 * failure or cancel nothing half-made stays.
 */
export async function installEngine(options: InstallEngineOptions): Promise<string> {
  const { appDir, version = recommendedVersion, signal, onProgress } = options
  const targetDir = join(appDir, version)
  if ((await versionAt(targetDir)) === version) return version
  await removeLeftovers(appDir)
  try {
    await installFromRelease({ version, targetDir, baseUrl: options.releasesUrl, signal, onProgress })
    return version
  } catch (error) {
    const release = toFailure(error)
    if (release.code !== 'unavailable') throw error
    onProgress?.({
      phase: 'look-up',
      message: 'The release page was not reached; trying the package archive.',
    })
    return await fromArchive(options, release)
  }
}

async function fromArchive(options: InstallEngineOptions, release: Failure): Promise<string> {
  const { appDir, signal, onProgress } = options
  try {
    if (!(await aptIsHere())) throw fail('precondition', 'This machine has no apt to get it from instead.')
    const suite = await defaultSuite()
    const scratch = await mkdtemp(join(appDir, 'apt.part-'))
    try {
      const unpacked = join(scratch, 'etcd')
      await installFromApt({ suite, targetDir: unpacked, signal, onProgress })
      const version = await probeVersion('etcd', join(unpacked, programFile('etcd')), { signal })
      if (options.version !== undefined && options.version !== version)
        throw fail('notFound', `The package archive has etcd ${version} only.`)
      await rm(join(appDir, version), { recursive: true, force: true })
      await rename(unpacked, join(appDir, version))
      return version
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
    }
  } catch (error) {
    const archive = toFailure(error)
    if (archive.code === 'canceled') throw error
    throw fail(
      'unavailable',
      'etcd could not be fetched. Check the network, or get etcd another way and name its path in Settings.',
      { reason: [release, archive].map(oneLine).join('\n'), cause: error },
    )
  }
}

const oneLine = ({ message, reason }: Failure): string => (reason ? `${message} (${reason})` : message)

const versionAt = (dir: string): Promise<string | undefined> =>
  probeVersion('etcd', join(dir, programFile('etcd'))).catch(() => undefined)

// Of an installation that ended with the whole app; only one runs at a time.
async function removeLeftovers(appDir: string): Promise<void> {
  await makeFolder(appDir)
  for (const name of await readdir(appDir))
    if (name.includes('.part-')) await rm(join(appDir, name), { recursive: true, force: true, maxRetries: 5 })
}
