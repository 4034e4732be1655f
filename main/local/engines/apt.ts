import { access, chmod, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError, fail } from '../../../shared/failure'
import { run } from '../run'
import type { AptSource } from './apt-sources'
import { archiveCandidates, formatSource, readAptSources } from './apt-sources'
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
  const config = await writeConfig(source, suite, dir)
  onProgress({ phase: 'look-up', message: `Reading the package index of ${suite}.` })
  await apt(['update', '--error-on=any'], {
    ...{ config, dir, signal, timeoutMs: indexTimeoutMs, otherwise: 'unavailable' },
    onPercent: (percent) =>
      onProgress({
        phase: 'look-up',
        message: `Reading the package index of ${suite} (${Math.round(percent)} %).`,
      }),
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

// Read after the machine's own configuration, so a proxy and credentials set up there still apply; hooks meant
// for the machine's own package lists do not.
async function writeConfig(source: AptSource, suite: string, dir: string): Promise<string> {
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'parts'])
    await mkdir(join(dir, name), { recursive: true })
  await writeFile(join(dir, 'etcd.sources'), formatSource(source, suite))
  const config = join(dir, 'apt.conf')
  const lines = [
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    `Dir::Etc::SourceList "${dir}/etcd.sources";`,
    `Dir::Etc::SourceParts "${dir}/parts";`,
    `Dir::Etc::Preferences "/dev/null";`,
    `Dir::Etc::PreferencesParts "${dir}/parts";`,
    `Dir::State "${dir}/state";`,
    `Dir::State::Lists "${dir}/state/lists";`,
    'Dir::State::Status "/dev/null";',
    `Dir::Cache "${dir}/cache";`,
    `Dir::Cache::Archives "${dir}/cache/archives";`,
    'Acquire::Languages "none";',
    'Acquire::PDiffs "false";',
    'Acquire::Retries "2";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    'APT::Get::List-Cleanup "false";',
    // The private folder need not be readable for apt's own unprivileged user.
    `APT::Sandbox::User "root";`,
  ]
  await writeFile(config, `${lines.join('\n')}\n`)
  return config
}

interface AptRun {
  readonly config: string
  readonly dir: string
  readonly signal?: AbortSignal
  readonly timeoutMs: number
  readonly otherwise: 'unavailable' | 'notFound'
  readonly onPercent?: (percent: number) => void
}

async function apt(args: readonly string[], options: AptRun): Promise<string> {
  const { config, dir, signal, timeoutMs, otherwise, onPercent = () => undefined } = options
  const { code, stdout, stderr } = await run(
    'apt-get',
    ['-c', config, '-q', '-o', 'APT::Status-Fd=3', ...args],
    {
      ...{
        cwd: dir,
        signal,
        timeoutMs,
        env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      },
      onStatusLine: (line) => {
        const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1]
        if (percent !== undefined) onPercent(Number(percent))
      },
    },
  )
  if (code === 0) return stdout
  const reason = stderr
    .split('\n')
    .filter((line) => /^[EW]:/.test(line))
    .join('\n')
  const message =
    otherwise === 'notFound'
      ? 'The package archive has no etcd here.'
      : 'The package archive was not reached.'
  throw new FailureError({ code: otherwise, message, reason: reason || stderr.trim() })
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
