import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { collect } from '../lib/child.mjs'
import { inRoot } from '../lib/root.mjs'
import { cacheDir, folderOnce } from './cache.mjs'

/** Debian's release of the Kubernetes API definitions that the field table is made from. */
export const kubernetesRelease = '0.32.3'
const suite = 'trixie'
const packages = ['golang-k8s-api-dev', 'golang-k8s-apimachinery-dev']

/**
 * Gets the Kubernetes API definitions with their golden files into the cache, from the machine's own package archive
 * and without installing them. Resolves with `{ dir }`, the folder that holds `k8s.io/`, or with `{ reason }`.
 */
export async function setUpKubernetes() {
  const dir = process.env.ETCDESK_TEST_KUBERNETES || join(cacheDir(), `kubernetes-${kubernetesRelease}`)
  if (existsSync(join(dir, 'k8s.io'))) return { dir }
  console.log(`set-up: fetching the Kubernetes API definitions ${kubernetesRelease}`)
  try {
    return { dir: await folderOnce(dir, fetchInto) }
  } catch (error) {
    return { reason: [error.message, error.failure?.reason].filter(Boolean).join(' ') }
  }
}

async function fetchInto(part) {
  const load = (name) => runnerImport(inRoot('main', 'local', 'engines', name), { configFile: false })
  const [{ module: get }, { module: list }] = await Promise.all([load('apt-get.ts'), load('apt-sources.ts')])
  const sources = list.archiveCandidates(await list.readAptSources(), suite)
  if (sources.length === 0) throw new Error("This machine's package sources name no distribution archive.")
  const scratch = join(part, 'scratch')
  let failure
  for (const [index, source] of sources.entries()) {
    const dir = join(scratch, String(index))
    try {
      await mkdir(dir, { recursive: true })
      const config = await get.writeAptConfig(source, suite, dir)
      const options = { config, dir, timeoutMs: 300_000, otherwise: 'unavailable' }
      await get.apt(['update', '--error-on=any'], options)
      await get.apt(['download', ...packages], options)
      return await unpack(dir, part)
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}

async function unpack(dir, part) {
  const root = join(dir, 'root')
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.deb'))) {
    if (!name.includes(`_${kubernetesRelease}-`))
      throw new Error(`${suite} has ${name}, not ${kubernetesRelease}.`)
    const { code, output } = await collect('dpkg-deb', ['-x', join(dir, name), root])
    if (code !== 0) throw new Error(`${name} could not be unpacked: ${output}`)
  }
  await rename(join(root, 'usr', 'share', 'gocode', 'src', 'k8s.io'), join(part, 'k8s.io'))
  await rm(join(part, 'scratch'), { recursive: true })
}
