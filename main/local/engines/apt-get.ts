import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '../../../shared/failure'
import { run } from '../run'
import type { AptSource } from './apt-sources'
import { formatSource } from './apt-sources'

/**
 * Writes a private apt configuration into `dir` and returns its path: own lists, cache and state, the given source
 * and suite only. It is read after the machine's own configuration, so a proxy set up there still applies, while
 * hooks meant for the machine's own package lists do not run.
 */
export async function writeAptConfig(source: AptSource, suite: string, dir: string): Promise<string> {
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

export interface AptRun {
  readonly config: string
  readonly dir: string
  readonly signal?: AbortSignal
  readonly timeoutMs: number
  /** The failure code for an exit code that is not zero. */
  readonly otherwise: 'unavailable' | 'notFound'
  readonly onPercent?: (percent: number) => void
}

/**
 * Runs apt-get with a configuration of {@link writeAptConfig} and returns what it printed. `onPercent` hears how
 * far the downloads of this run are, 0 to 100. Fails with `otherwise` and apt's own words, or as `run` does.
 */
export async function apt(args: readonly string[], options: AptRun): Promise<string> {
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
