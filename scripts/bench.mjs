// npm run bench -- NAME [--json] [--keys N] [--rounds N] [--etcd VERSION]: see test/bench.
import { buildWhenNeeded } from './lib/build.mjs'
import { runBundled } from './lib/bundle.mjs'
import { setUp } from './setup/setup.mjs'

const args = process.argv.slice(2)
const wantsApp = ['cluster', 'growth', 'scroll', 'start', 'tree', 'watch', 'watch-faults'].includes(args[0])
const needs = { k8s: ['kubernetes'] }
try {
  const { env, lacks } = await setUp({ needs: needs[args[0]] ?? (wantsApp ? ['etcd', 'hosts'] : ['etcd']) })
  for (const [name, reason] of Object.entries(lacks)) console.error(`lacking: ${name}: ${reason}`)
  if (wantsApp) await buildWhenNeeded()
  process.exitCode = await runBundled('test/bench/run.ts', args, env)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
