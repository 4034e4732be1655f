import { parseArgs } from 'node:util'
import { engineVersions } from '../support/engines'
import type { Bench } from './bench'
import { cluster } from './cluster'
import { growth } from './growth'
import { history } from './history'
import { k8s } from './k8s'
import { list } from './list'
import { local } from './local'
import { scroll } from './scroll'
import { snapshot } from './snapshot'
import { snapshotFuzz } from './snapshot-fuzz'
import { start } from './start'
import { tree } from './tree'
import { watch } from './watch'
import { watchFaults } from './watch-faults'

const benches: Readonly<Record<string, Bench>> = {
  cluster,
  growth,
  history,
  k8s,
  list,
  local,
  scroll,
  snapshot,
  'snapshot-fuzz': snapshotFuzz,
  start,
  tree,
  watch,
  'watch-faults': watchFaults,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    etcd: { type: 'string', default: '3.5.16' },
    json: { type: 'boolean', default: false },
    keys: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
  },
})
const [name = ''] = positionals
const bench = benches[name]
const version = engineVersions.find((each) => each === values.etcd)
const options = { keys: Number(values.keys), rounds: Number(values.rounds) }

if (!bench || !version || !(options.keys > 0) || !(options.rounds > 0)) {
  const names = Object.keys(benches).join('|')
  const versions = engineVersions.join('|')
  process.stderr.write(
    `Usage: npm run bench -- ${names} [--json] [--keys N] [--rounds N] [--etcd ${versions}]\n`,
  )
  process.exit(2)
}
const result = await bench({ ...options, version })
process.stdout.write(`\n${name} (median of ${options.rounds}, etcd ${version})\n`)
for (const [key, value] of Object.entries(result)) process.stdout.write(`  ${key.padEnd(32)}${value}\n`)
if (values.json)
  process.stdout.write(
    `${JSON.stringify({ bench: name, etcd: version, rounds: options.rounds, ...result })}\n`,
  )
// What a bench leaves listening must not keep the process.
process.exit(0)
