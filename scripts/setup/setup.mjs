import { setUpEngines } from './engines.mjs'
import { setUpKubernetes } from './kubernetes.mjs'
import { installPackages } from './packages.mjs'
import { findChromium, findProgram } from './programs.mjs'
import { setUpRuntime } from './runtime.mjs'

/**
 * Gets what this machine lacks for the tests. Resolves with the environment that tells the tests where things are,
 * and with what could not be had: name → reason. Tests that need it are skipped, and say so by name.
 */
export async function setUp({ needs = ['etcd', 'hosts'] } = {}) {
  const packages = await installPackages()
  const because = packages ? ` (${packages})` : ''
  const lacks = {}
  const env = {}
  for (const name of ['openssl', 'curl', 'jq'])
    if (!findProgram(name)) lacks[name] = `there is no ${name}${because}`
  if (needs.includes('etcd')) {
    const engines = await setUpEngines()
    env.ETCDESK_TEST_ENGINES = engines.dir
    Object.assign(lacks, engines.lacks)
  }
  if (needs.includes('kubernetes')) {
    const kubernetes = await setUpKubernetes()
    if (kubernetes.dir) env.ETCDESK_TEST_KUBERNETES = kubernetes.dir
    else lacks.kubernetes = kubernetes.reason
  }
  if (needs.includes('hosts')) {
    const runtime = await setUpRuntime()
    if (runtime.dir) env.ETCDESK_TEST_ELECTRON = runtime.dir
    else lacks.electron = `${runtime.reason}${because}`
    const display = process.platform !== 'linux' || findProgram('Xvfb') || process.env.DISPLAY
    if (!display) lacks.electron = `there is no Xvfb and no display${because}`
    const chromium = findChromium()
    if (chromium) env.ETCDESK_TEST_CHROMIUM = chromium
    else lacks.browser = `there is no Chromium${because}`
  }
  env.ETCDESK_TEST_LACKS = JSON.stringify(lacks)
  return { env, lacks }
}
