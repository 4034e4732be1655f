import { collect } from '../lib/child.mjs'
import { findProgram } from './programs.mjs'

const display = ['xvfb', 'xauth']
const libraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0']
const wanted = [...display, ...libraries, 'chromium', 'openssl', 'curl', 'jq']
const aptTimeoutMs = 900_000

/**
 * As root on a Debian-like system, installs those packages the tests need that are missing. Whether it worked is
 * not judged here: the caller looks for the programs themselves. Resolves with apt's words when it failed.
 */
export async function installPackages() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return undefined
  if (!findProgram('apt-get') || !findProgram('dpkg-query')) return undefined
  const missing = []
  for (const name of wanted) if (!(await isInstalled(name))) missing.push(name)
  if (missing.length === 0) return undefined
  console.log(`set-up: installing ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  const options = { timeoutMs: aptTimeoutMs, env }
  const update = await collect('apt-get', ['-q', 'update'], options)
  const install = await collect(
    'apt-get',
    ['-q', 'install', '-y', '--no-install-recommends', ...missing],
    options,
  )
  return install.code === 0
    ? undefined
    : errorsOf(install.output) || errorsOf(update.output) || 'apt-get failed'
}

// Since 64-bit time_t some libraries carry it in their name; the old name is then only provided.
async function isInstalled(name) {
  const { output } = await collect('dpkg-query', [
    '-W',
    '-f',
    '${Package} ${db:Status-Status}\n',
    name,
    `${name}t64`,
  ])
  return / installed$/m.test(output)
}

const errorsOf = (output) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('E:'))
    .join(' ')
