import { appendFile, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { boundLog } from '../../../main/local/logs/bound-log'
import { LogView } from '../../../main/local/logs/log-view'
import { saveLog } from '../../../main/local/logs/save-log'
import type { LogQuery, LogState } from '../../../shared/contract/local-logs'
import { tempDir } from '../../support/temp-dir'
import { until } from '../../support/until'

const levels = ['info', 'warn', 'info', 'error'] as const
const line = (n: number) =>
  `{"level":"${levels[n % 4]}","ts":"2026-11-21T18:00:00.000Z","caller":"a.go:1","msg":"line ${n} …"}`
const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `${line(from + i)}\n`).join('')
const find = (text: string, more: Partial<LogQuery> = {}): LogQuery => ({
  ...{ text, mode: 'substring', isExact: false },
  ...more,
})

const span = (from: number, to: number) => ({ anchor: { place: from }, before: 0, after: to - from })

/** A view that is read in the background; `state` is its newest. */
async function followed(path: string) {
  const view = await LogView.open(path)
  const stop = new AbortController()
  let state: LogState = view.state
  const reading = (async () => {
    for await (const [next] of view.follow(stop.signal)) state = next
  })()
  return {
    view,
    get state() {
      return state
    },
    whole: () => until(() => state.isWhole && (state.search?.isWhole ?? true)),
    messages: async (from: number, to: number) =>
      (await view.rows(span(from, to))).rows.map(({ message }) => message),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await reading
    },
  }
}

describe('a log that is looked at', () => {
  test('is read from its end, whole, and followed', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'log')
    await writeFile(path, lines(20_000))
    const begun = await LogView.open(path)
    expect(begun.state.isWhole).toBe(false)
    expect(begun.state.lines).toBeGreaterThan(1_000)
    const { rows } = await begun.rows({ anchor: 'end', before: 1, after: 0 })
    expect(rows).toMatchObject([{ message: 'line 19999 …', level: 'error', raw: line(19_999) }])

    await using log = await followed(path)
    await log.whole()
    expect(log.state).toMatchObject({ lines: 20_000, shown: 20_000, isCut: false })
    expect(log.state.levels).toEqual({ debug: 0, info: 10_000, warn: 5_000, error: 5_000, fatal: 0 })
    expect(await log.messages(9_999, 10_002)).toEqual(['line 9999 …', 'line 10000 …', 'line 10001 …'])

    // A line is shown when it is whole.
    await appendFile(path, line(20_000).slice(0, 20))
    await appendFile(path, `${line(20_000).slice(20)}\n${line(20_001)}\n`)
    await until(() => log.state.lines === 20_002)
    expect(await log.messages(20_000, 20_010)).toEqual(['line 20000 …', 'line 20001 …'])
    expect(log.state.bytesRead).toBe((await readFile(path)).length)
  })

  test('is searched with count, next and previous, also among some levels only', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'log')
    await writeFile(path, lines(12_000))
    await using log = await followed(path)
    log.view.look(undefined, find('LINE 77'))
    await until(() => log.state.search?.isWhole)
    // 77, 770 to 779, 7700 to 7799
    expect(log.state.search?.hits).toBe(111)
    const newest = await log.view.next(undefined, true)
    expect(newest).toMatchObject({ place: 7_799, index: 111 })
    expect(await log.view.next(newest?.row, true)).toMatchObject({ place: 7_798, index: 110 })
    const first = await log.view.next(newest?.row, false)
    expect(first).toMatchObject({ place: 77, index: 1 })
    expect(await log.view.next(first?.row, true)).toEqual(newest)
    expect((await log.view.rows(span(77, 79))).rows.map(({ isHit }) => isHit)).toEqual([true, false])

    log.view.look('error', find('line 77\\d', { mode: 'regex', isExact: true }))
    await until(() => log.state.search?.isWhole && log.state.shown === 3_000)
    expect(log.state.search?.hits).toBe(3 + 25)
    const hit = await log.view.next(undefined, true)
    expect(await log.messages(hit?.place ?? 0, (hit?.place ?? 0) + 1)).toEqual(['line 7799 …'])
    log.view.look(undefined, undefined)
    expect(log.view.placeOf(hit?.row ?? 0)).toBe(7_799)

    await appendFile(path, lines(1, 77))
    log.view.look('warn', find('line 77'))
    await until(() => log.state.lines === 12_001 && log.state.search?.isWhole)
    expect(await log.messages(6_000, 6_001)).toEqual(['line 77 …'])
    expect((await log.view.next(undefined, true))?.place).toBe(6_000)
  })

  test('an expression that never ends is told, a wrong one is refused', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'log')
    await writeFile(path, `${'a'.repeat(40)}!\n`)
    await using log = await followed(path)
    expect(() => log.view.look(undefined, find('(', { mode: 'regex' }))).toThrow(/not a regular expression/)
    log.view.look(undefined, find('^(a+)+$', { mode: 'regex' }))
    await until(() => log.state.search?.failure?.code === 'invalid')
    log.view.look(undefined, find('a!'))
    await until(() => log.state.search?.hits === 1)
  })

  test('lines of no logger are shown with every level; one of a megabyte is cut; none there is empty', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'log')
    await using log = await followed(path)
    expect(log.state).toMatchObject({ lines: 0, isWhole: true })
    await writeFile(path, `${lines(3)}goroutine 1 [running]:\n${'x'.repeat(3_000_000)}\n${lines(1)}`)
    await until(() => log.state.lines === 6)
    log.view.look('fatal', undefined)
    const { rows } = await log.view.rows(span(0, 9))
    expect(rows.map(({ message, raw }) => [message.slice(0, 9), raw.length])).toEqual([
      ['goroutine', 22],
      ['xxxxxxxxx', 65_536],
    ])
    await using again = await followed(path)
    await again.whole()
    expect(again.state.lines).toBe(6)
  })
})

describe('a log that grows', () => {
  test('is bounded while its process goes on; nothing of the newest is lost, and who looks sees on', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'log')
    const file = await open(path, 'a')
    await file.write(lines(3_000))
    await using log = await followed(path)
    await log.whole()
    expect(await boundLog(path, 1_000_000)).toBe(false)
    expect(await boundLog(path, 100_000)).toBe(true)
    await file.write(lines(10, 3_000))
    const kept = (await readFile(`${path}.1`, 'utf8')) + (await readFile(path, 'utf8'))
    expect(kept.length).toBeLessThan(103_000)
    const numbers = [...kept.matchAll(/line (\d+)/g)].map(([, n]) => Number(n))
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => 3_010 - numbers.length + i))
    expect(kept.startsWith('{"level"')).toBe(true)
    await until(() => log.state.generation === 1 && log.state.lines === numbers.length)
    expect((await log.messages(numbers.length - 1, numbers.length))[0]).toBe('line 3009 …')
    expect(await boundLog(path, 100_000)).toBe(false)
    await file.close()
  })
})

test('a log is saved as it is shown, and never over a file', async () => {
  await using dir = await tempDir()
  const [log, path] = [join(dir.path, 'log'), join(dir.path, 'saved.log')]
  await writeFile(log, lines(40_000))
  const { signal } = new AbortController()
  let last
  for await (const [each] of saveLog({ log, path, least: 4 }, signal)) last = each
  expect(last).toMatchObject({ kind: 'done', lines: 10_000 })
  expect((await readFile(path, 'utf8')).split('\n', 2)).toEqual([line(3), line(7)])
  await expect(saveLog({ log, path, least: 0 }, signal).next()).rejects.toMatchObject({
    failure: { code: 'exists' },
  })
})
