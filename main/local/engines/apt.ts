import { access, chmod, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../../shared/failure'
import { run } from '../run'
import { apt, writeAptConfig } from './apt-get'
import type { AptSource } from './apt-sources'
import { archiveCandidates, readAptSources } from './apt-sources'
import type { OnProgress } from './progress'
import { rateMeter } from './progress'
import { stageFolder } from './staging'

const packages = ['etcd-server', 'etcd-client'] as const
const programs = ['etcd', 'etcdctl', 'etcdutl'] as const
const indexTimeoutMs = 180_000
const downloadTimeoutMs = 600_000

export interface AptInstallOptions {
  /** The distribution's release to take the packages from, such as `trixie` (3.5.16) or `bookworm` (3.4.23). */
  readonly suite: string
  /** The folder that will hold `etcd`, `etcdctl` and, where the packages have it, `etcdutl`. */
  readonly targetDir: string
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/**
 * Gets etcd from the machine's own package archive into a private folder: nothing is installed, no root is
 * needed, the machine's package state is neither read nor changed. Address, keyring and proxy are those the
 * machine itself is set up with, and apt verifies the signature and every checksum. The target folder appears
 * complete or not at all, also on cancel (`canceled`).
 *
 * Fails with `precondition` when this is no Debian-like system or it names no archive, with `unavailable` when
 * the archive cannot be reached, and with `notFound` when the suite has no etcd; `reason` holds apt's own words.
 */
export async function installFromApt(options: AptInstallOptions): Promise<void> {
  const { suite, targetDir, signal, onProgress = () => undefined } = options
  if (!/^[a-z0-9][a-z0-9.-]*$/i.test(suite)) throw fail('invalid', `"${suite}" is not the name of a suite.`)
  const sources = await ownArchive()
  await stageFolder(targetDir, signal, async (scratch, result) => {
    let failure: unknown
    for (const [index, source] of sources.entries()) {
      try {
        const dir = join(scratch, String(index))
        await fetchPackages(source, { suite, dir, signal, onProgress })
        return await unpack(dir, result, { signal, onProgress })
      } catch (error) {
        if (signal?.aborted) throw error
        failure ??= error
      }
    }
    throw failure
  })
}

/** Whether this machine can do {@link installFromApt} at all: apt and dpkg-deb are there. No network is touched. */
export async function aptIsHere(): Promise<boolean> {
  const both = ['/usr/bin/apt-get', '/usr/bin/dpkg-deb'].map((path) => access(path))
  return (
    process.platform === 'linux' && (await Promise.allSettled(both)).every((r) => r.status === 'fulfilled')
  )
}

/** The suite to take when nobody chose one: Debian's current etcd (trixie), elsewhere the machine's own release. */
export async function defaultSuite(): Promise<string> {
  const release = await osRelease()
  return release.get('ID') === 'debian' ? 'trixie' : (release.get('VERSION_CODENAME') ?? 'trixie')
}

async function ownArchive(): Promise<AptSource[]> {
  if (!(await aptIsHere())) throw fail('precondition', 'This machine has no apt.')
  const codename = (await osRelease()).get('VERSION_CODENAME') ?? 'stable'
  const sources = archiveCandidates(await readAptSources(), codename)
  if (sources.length === 0)
    throw fail('precondition', "This machine's package sources name no distribution archive.")
  return sources
}

async function osRelease(): Promise<Map<string, string>> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return new Map(
    [...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
  )
}

interface Step {
  readonly signal?: AbortSignal
  readonly onProgress: OnProgress
}

async function fetchPackages(source: AptSource, step: Step & { suite: string; dir: string }): Promise<void> {
  const { suite, dir, signal, onProgress } = step
  const config = await writeAptConfig(source, suite, dir)
  onProgress({ phase: 'look-up', message: `Reading the package index of ${suite}.` })
  await apt(['update', '--error-on=any'], {
    ...{ config, dir, signal, timeoutMs: indexTimeoutMs, otherwise: 'unavailable' },
  })

  const listing = await apt(['download', '--print-uris', ...packages], {
    ...{ config, dir, signal, timeoutMs: indexTimeoutMs, otherwise: 'notFound' },
  })
  const total = [...listing.matchAll(/^'[^']*' \S+ (\d+)/gm)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  )
  const rate = rateMeter()
  const report = (bytes: number) =>
    onProgress({ phase: 'download', message: 'Fetching etcd.', bytes, total, bytesPerSecond: rate(bytes) })
  report(0)
  await apt(['download', ...packages], {
    ...{ config, dir, signal, timeoutMs: downloadTimeoutMs, otherwise: 'unavailable' },
    onPercent: (percent) => report(Math.round((percent / 100) * total)),
  })
  report(total)
}

async function unpack(dir: string, result: string, { signal, onProgress }: Step): Promise<void> {
  onProgress({ phase: 'unpack', message: 'Unpacking etcd.' })
  const root = join(dir, 'root')
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.deb'))) {
    const { code, stderr } = await run('dpkg-deb', ['-x', join(dir, name), root], {
      signal,
      timeoutMs: 120_000,
    })
    if (code !== 0) throw fail('corrupt', `${name} could not be unpacked.`, { reason: stderr.trim() })
  }
  const found = new Set(await readdir(join(root, 'usr', 'bin')).catch(() => []))
  if (!found.has('etcd')) throw fail('notFound', 'The packages hold no etcd program.')
  for (const program of programs.filter((name) => found.has(name))) {
    await rename(join(root, 'usr', 'bin', program), join(result, program))
    await chmod(join(result, program), 0o755)
  }
}
