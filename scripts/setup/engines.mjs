import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { collect } from '../lib/child.mjs'
import { inRoot } from '../lib/root.mjs'
import { cacheDir, folderOnce } from './cache.mjs'

// The etcd versions the integration tests run against, by the Debian release that carries them.
const engines = [
  { version: '3.4.23', suite: 'bookworm' },
  { version: '3.5.16', suite: 'trixie' },
]

/**
 * Gets both etcd versions into the cache, through the app's own installer (so that the set-up tests it as well).
 * Resolves with the folder that holds them by version, and the reason for each one that could not be had.
 */
export async function setUpEngines() {
  const dir = process.env.ETCDESK_TEST_ENGINES || join(cacheDir(), 'engines')
  const lacks = {}
  for (const { version, suite } of engines) {
    if (existsSync(join(dir, version, 'etcd'))) continue
    console.log(`set-up: fetching etcd ${version}`)
    try {
      await folderOnce(join(dir, version), (part) => install({ version, suite, part }))
    } catch (error) {
      lacks[`etcd ${version}`] = [error.message, error.failure?.reason].filter(Boolean).join(' ')
    }
  }
  return { dir, lacks }
}

async function install({ version, suite, part }) {
  const apt = await runnerImport(inRoot('main', 'local', 'engines', 'apt.ts'), { configFile: false })
  await apt.module.installFromApt({ suite, targetDir: join(part, 'bin') })
  for (const program of ['etcd', 'etcdctl', 'etcdutl'])
    if (existsSync(join(part, 'bin', program))) await rename(join(part, 'bin', program), join(part, program))
  const { output } = await collect(join(part, 'etcd'), ['--version'])
  const found = /^etcd Version: (\S+)/m.exec(output)?.[1]
  if (found !== version)
    throw new Error(`${suite} has etcd ${found ?? 'of no known version'}, not ${version}.`)
}
