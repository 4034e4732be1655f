import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runThrough } from './child.mjs'
import { inRoot, root } from './root.mjs'

/** Runs one vitest project, its tests on the terminal; resolves with its counts and the names of skipped tests. */
export async function runVitest(suite, { env, args }) {
  const dir = await mkdtemp(join(tmpdir(), 'etcdesk-report-'))
  const report = join(dir, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs')
  try {
    const command = [vitest, 'run', '--project', suite, ...reporters, ...args]
    const ended = await runThrough(process.execPath, command, { cwd: root, env: { ...process.env, ...env } })
    const text = await readFile(report, 'utf8').catch(() => undefined)
    return count(suite, text === undefined ? undefined : JSON.parse(text), ended.code)
  } finally {
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
      result.failed++
      result.notes.push(`failed: ${file.name.replace(`${root}/`, '')}: ${file.message || 'did not load'}`)
    }
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') result.passed++
      else if (status === 'failed') result.failed++
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
