import { chmod, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../../shared/failure'
import { run } from '../run'
import { download } from './download'
import { programFile } from './probe'
import type { OnProgress } from './progress'
import { stageFolder } from './staging'

/** Where etcd publishes its releases. */
export const officialReleases = 'https://github.com/etcd-io/etcd/releases/download'

export interface ReleaseInstallOptions {
  /** E.g. `3.5.16`. */
  readonly version: string
  readonly targetDir: string
  /** The folder that holds `vVERSION/`; default {@link officialReleases}. */
  readonly baseUrl?: string
  readonly platform?: NodeJS.Platform
  readonly arch?: string
  /** Milliseconds until the first byte of an answer; default 5,000. */
  readonly connectTimeoutMs?: number
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/**
 * Gets an official release archive for this operating system and processor, verifies it against the release's
 * SHA256SUMS, and unpacks its programs into `targetDir`, which appears complete or not at all.
 *
 * Fails with `unavailable` when the address is not reached or the download is cut, `notFound` when there is no
 * such release, `corrupt` when the checksum is not the published one, `precondition` when etcd publishes nothing
 * for this machine or the archive cannot be unpacked here, `canceled` on abort.
 */
export async function installFromRelease(options: ReleaseInstallOptions): Promise<void> {
  const { version, targetDir, baseUrl = officialReleases, connectTimeoutMs = 5_000, signal } = options
  const { onProgress = () => undefined } = options
  const archive = archiveName(version, options.platform, options.arch)
  const folder = `${baseUrl}/v${version}`
  await stageFolder(targetDir, signal, async (scratch, result) => {
    onProgress({ phase: 'look-up', message: `Looking for etcd ${version}.` })
    const sums = join(scratch, 'SHA256SUMS')
    await download(`${folder}/SHA256SUMS`, sums, { signal, connectTimeoutMs })
    const expected = publishedSum(await readFile(sums, 'utf8'), archive)
    if (expected === undefined) throw fail('notFound', `etcd ${version} is not published for this machine.`)

    const path = join(scratch, archive)
    const actual = await download(`${folder}/${archive}`, path, {
      ...{ signal, connectTimeoutMs },
      onBytes: (count) => onProgress({ phase: 'download', message: `Fetching etcd ${version}.`, ...count }),
    })
    onProgress({ phase: 'verify', message: 'Comparing the checksum.' })
    if (actual !== expected)
      throw fail('corrupt', `The download of ${archive} does not have the published checksum.`, {
        reason: `expected ${expected}, got ${actual}`,
      })
    onProgress({ phase: 'unpack', message: 'Unpacking etcd.' })
    await unpack(path, scratch, result, signal)
  })
}

/** The archive's name on the release page, e.g. `etcd-v3.5.16-linux-amd64.tar.gz`. */
export function archiveName(
  version: string,
  platform = process.platform as string,
  arch = process.arch as string,
): string {
  const os = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[platform]
  const cpu = { x64: 'amd64', arm64: 'arm64' }[arch]
  if (!os || !cpu) throw fail('precondition', `etcd publishes no program for ${platform} on ${arch}.`)
  return `etcd-v${version}-${os}-${cpu}.${os === 'linux' ? 'tar.gz' : 'zip'}`
}

/** The lower-case hex checksum of one file in a SHA256SUMS text (`sum  name` or `sum *name`). */
export function publishedSum(sums: string, name: string): string | undefined {
  for (const line of sums.split('\n')) {
    const match = /^([0-9a-f]{64}) [ *](\S+)\s*$/i.exec(line)
    if (match?.[2] === name) return match[1]?.toLowerCase()
  }
  return undefined
}

async function unpack(archive: string, scratch: string, result: string, signal?: AbortSignal): Promise<void> {
  const [tool, args] = unpacker(archive, scratch)
  const done = await run(tool, args, { signal, timeoutMs: 120_000 })
  const folder = join(scratch, archiveFolder(archive))
  const names = await readdir(folder).catch((): string[] => [])
  if (done.code !== 0 || !names.includes(programFile('etcd')))
    throw fail('precondition', 'The etcd archive could not be unpacked.', {
      reason: done.stderr.trim().slice(0, 500),
    })
  for (const program of (['etcd', 'etcdctl', 'etcdutl'] as const).map(programFile)) {
    if (!names.includes(program)) continue
    await rename(join(folder, program), join(result, program))
    await chmod(join(result, program), 0o755)
  }
}

const archiveFolder = (archive: string): string =>
  (archive.split(/[\\/]/).pop() ?? '').replace(/\.(tar\.gz|zip)$/, '')

// Windows 10 and newer carry a tar that reads zip; a GNU tar earlier on PATH would not.
function unpacker(archive: string, into: string): [string, string[]] {
  if (archive.endsWith('.tar.gz')) return ['tar', ['-xzf', archive, '-C', into]]
  if (process.platform === 'win32')
    return [
      join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'tar.exe'),
      ['-xf', archive, '-C', into],
    ]
  return ['unzip', ['-q', archive, '-d', into]]
}
