// npm test [-- SUITE… [VITEST ARGUMENTS]]: sets up, builds, runs the suites (all by default) and adds them up.
// The last line is always "N passed, N failed, N skipped" over all suites.
import { build } from './lib/build.mjs'
import { gates, runGate } from './lib/gates.mjs'
import { runSuite } from './lib/vitest.mjs'
import { setUp } from './setup/setup.mjs'

const all = ['check', 'unit', 'integration', 'e2e']
const firstOther = process.argv.slice(2).findIndex((arg) => !all.includes(arg))
const given = process.argv.slice(2)
const named = firstOther < 0 ? given : given.slice(0, firstOther)
const args = firstOther < 0 ? [] : given.slice(firstOther)
const suites = named.length > 0 ? named : all

const results = []
const add = (suite, outcome) =>
  results.push({ suite, passed: 0, failed: 0, skipped: 0, notes: [], ...outcome })

const env = await prepare()
const built = suites.includes('e2e') ? await buildIt() : true
for (const suite of suites) {
  console.log(`\n== ${suite}`)
  if (suite === 'check') await check()
  else if (suite === 'e2e' && !built) add('e2e', { failed: 1, notes: ['failed: there is no build to test'] })
  else results.push(...(await runSuite(suite, { env, args })))
}
summarise()

async function prepare() {
  const needs = [
    ...(suites.includes('integration') ? ['etcd', 'kubernetes'] : []),
    ...(suites.includes('e2e') ? ['etcd', 'hosts'] : []),
  ]
  if (needs.length === 0) return {}
  const { env, lacks } = await setUp({ needs })
  const notes = Object.entries(lacks).map(([name, reason]) => `lacking: ${name}: ${reason}`)
  // A machine that is there to test everything must not turn green by testing less.
  if (process.env.CI) add('set-up', { passed: notes.length ? 0 : 1, failed: notes.length, notes })
  else if (notes.length > 0) add('set-up', { skipped: notes.length, notes })
  return env
}

async function buildIt() {
  console.log('\n== build')
  const error = await build().then(
    () => undefined,
    (thrown) => thrown,
  )
  add('build', error ? { failed: 1, notes: [`failed: ${error.message}`] } : { passed: 1 })
  return !error
}

async function check() {
  const failed = []
  // Side by side: each takes one core.
  await Promise.all(
    gates.map(async (gate) => {
      if (!(await runGate(gate))) failed.push(`failed: ${gate.name}`)
    }),
  )
  add('check', { passed: gates.length - failed.length, failed: failed.length, notes: failed })
}

function summarise() {
  const line = (cells) => cells.map((cell, i) => (i ? String(cell).padStart(9) : cell.padEnd(14))).join('')
  console.log(`\n${line(['suite', 'passed', 'failed', 'skipped'])}`)
  for (const { suite, passed, failed, skipped } of results)
    console.log(line([suite, passed, failed, skipped]))
  for (const { suite, notes } of results) for (const note of notes) console.log(`${suite}: ${note}`)
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  process.exitCode = sum('failed') > 0 ? 1 : 0
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
}
