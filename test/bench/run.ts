import { parseArgs } from 'node:util'
import type { Bench } from './bench'
import { list } from './list'
import { local } from './local'
import { start } from './start'
import { tree } from './tree'

const benches: Readonly<Record<string, Bench>> = { list, local, start, tree }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    keys: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
  },
})
const [name = ''] = positionals
const bench = benches[name]
const options = { keys: Number(values.keys), rounds: Number(values.rounds) }

if (!bench || !(options.keys > 0) || !(options.rounds > 0)) {
  const names = Object.keys(benches).join('|')
  process.stderr.write(`Usage: npm run bench -- ${names} [--json] [--keys N] [--rounds N]\n`)
  process.exit(2)
}
const result = await bench(options)
process.stdout.write(`\n${name} (median of ${options.rounds})\n`)
for (const [key, value] of Object.entries(result)) process.stdout.write(`  ${key.padEnd(24)}${value}\n`)
if (values.json)
  process.stdout.write(`${JSON.stringify({ bench: name, rounds: options.rounds, ...result })}\n`)
// What a bench leaves listening must not keep the process.
process.exit(0)
