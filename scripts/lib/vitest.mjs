import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runThrough } from './child.mjs'
import { inRoot, root } from './root.mjs'

/**
 * End-to-end specs wait more than they compute, so the two hosts run beside each other, each with its own display. What
 * belongs to one host alone, or to none, runs in one of the two.
 */
const lanes = [
  { name: 'e2e electron', host: 'electron', without: ['browser-host', 'commands'] },
  { name: 'e2e browser', host: 'browser', without: ['package'] },
]

/**
 * Runs one vitest project; resolves with its outcomes, one for each part that ran by itself. End-to-end tests chosen by
 * `args` run as one part, the hosts one after the other.
 */
export async function runSuite(suite, { env, args }) {
  if (suite !== 'e2e' || args.length > 0) return [await runVitest(suite, { env, args })]
  return Promise.all(
    lanes.map(({ name, host, without }) => {
      const excluded = without.map((file) => `--exclude=test/e2e/${file}.test.ts`)
      const laneEnv = { ...env, ETCDESK_TEST_HOST: host }
      return runVitest(suite, { env: laneEnv, args: excluded, name, printsAtEnd: host === 'browser' })
    }),
  )
}

/**
 * Runs one vitest project, its tests on the terminal as they end, or all at once when it `printsAtEnd`.
 * Resolves with its counts and the names of failed and skipped tests.
 */
async function runVitest(suite, { env, args, name = suite, printsAtEnd = false }) {
  const dir = await mkdtemp(join(tmpdir(), 'etcdesk-report-'))
  const report = join(dir, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs')
  const said = printsAtEnd ? await open(join(dir, 'said.txt'), 'w+') : undefined
  try {
    const command = [vitest, 'run', '--project', suite, ...reporters, ...args]
    const options = { cwd: root, env: { ...process.env, ...env } }
    const stdio = said ? ['ignore', said.fd, said.fd] : 'inherit'
    const ended = await runThrough(process.execPath, command, { ...options, stdio })
    if (said) console.log(`\n== ${name}\n${await readFile(join(dir, 'said.txt'), 'utf8')}`)
    const text = await readFile(report, 'utf8').catch(() => undefined)
    return count(name, text === undefined ? undefined : JSON.parse(text), ended.code)
  } finally {
    await said?.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/**
 * The counts of vitest's JSON report. What a count of tests would hide counts as one failed test each: a file that
 * could not be loaded, a suite that ran nothing, errors outside of tests, a runner that died.
 */
export function count(suite, report, exitCode) {
  const result = { suite, passed: 0, failed: 0, skipped: 0, notes: [] }
  for (const file of report?.testResults ?? []) {
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      fail(result, `${file.name.replace(`${root}/`, '')}: ${file.message || 'did not load'}`)
    }
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') result.passed++
      else if (status === 'failed') fail(result, fullName)
      else {
        result.skipped++
        result.notes.push(`skipped: ${fullName}`)
      }
    }
  }
  if (result.passed + result.failed === 0) fail(result, 'the suite ran no test')
  else if (exitCode !== 0 && result.failed === 0) fail(result, `vitest ended with ${exitCode ?? 'a signal'}`)
  return result
}

function fail(result, note) {
  result.failed++
  result.notes.push(`failed: ${note}`)
}
