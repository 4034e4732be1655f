import { appendFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MetricsHistory } from '../../../main/metrics/metrics-history'
import { mergeMinutes, type MetricsPoint } from '../../../main/metrics/point'
import { PointFile } from '../../../main/metrics/point-file'
import { tempDir } from '../../support/temp-dir'

const hourMs = 3_600_000
const start = 1_700_000_000_000 - (1_700_000_000_000 % hourMs)

const point = (atMs: number, more: Partial<MetricsPoint> = {}): MetricsPoint => ({
  atMs,
  memberId: '00000000000000a1',
  name: 'm1',
  figures: { committedPerSecond: 10, walFsyncP99Ms: 2, dbSizeBytes: 4_096 },
  grpc: {},
  ...more,
})

describe('points of a minute', () => {
  test('become one: the mean of rates, the highest of quantiles, the last of sizes', () => {
    const figures = (committedPerSecond: number, walFsyncP99Ms: number | undefined, dbSizeBytes: number) => ({
      figures: { committedPerSecond, walFsyncP99Ms, dbSizeBytes, grpcPerSecond: 1 },
    })
    const merged = mergeMinutes([
      point(start, { ...figures(10, 2, 100), grpc: { 'KV/Put': 4 } }),
      point(start + 5_000, { ...figures(20, 9, 300) }),
      point(start + 55_000, { ...figures(30, undefined, 200), grpc: { 'KV/Put': 2, 'KV/Txn': 3 } }),
      point(start + 55_000, { memberId: 'b2' }),
      point(start + 60_000, figures(1, 1, 1)),
    ])
    expect(merged.map(({ atMs, memberId }) => [atMs - start, memberId.slice(-2)])).toEqual([
      [0, 'a1'],
      [0, 'b2'],
      [60_000, 'a1'],
    ])
    expect(merged[0]?.figures).toEqual({
      committedPerSecond: 20,
      walFsyncP99Ms: 9,
      dbSizeBytes: 200,
      grpcPerSecond: 1,
    })
    expect(merged[0]?.grpc).toEqual({ 'KV/Put': 2, 'KV/Txn': 1 })
  })

  test('that were merged are merged again to the same', () => {
    const once = mergeMinutes([point(start), point(start + 5_000), point(start + 70_000)])
    expect(mergeMinutes(once)).toEqual(once)
  })
})

describe('a history', () => {
  test('comes back as it was: each scrape of the last hour, each minute before', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'a.points')
    const history = await MetricsHistory.open(new PointFile(path), start)
    for (let atMs = start; atMs <= start + 2 * hourMs; atMs += 20_000) await history.add([point(atMs)])
    const now = start + 2 * hourMs
    expect(history.since(now - hourMs, { byMinute: false })).toHaveLength(181)
    expect(history.since(start, { byMinute: true })).toHaveLength(121)
    const again = await MetricsHistory.open(new PointFile(path), now)
    expect(again.since(start, { byMinute: true })).toEqual(history.since(start, { byMinute: true }))
    expect(again.since(now - hourMs, { byMinute: false })).toEqual(
      history.since(now - hourMs, { byMinute: false }),
    )
    expect(again.points.length).toBeLessThan(300)
  })

  test('forgets what is older than a day', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'a.points')
    const history = await MetricsHistory.open(new PointFile(path), start)
    await history.add([point(start)])
    const later = await MetricsHistory.open(new PointFile(path), start + 26 * hourMs)
    expect(later.points).toEqual([])
  })

  test('loses only a torn last line to a kill, and goes on after it', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'a.points')
    const history = await MetricsHistory.open(new PointFile(path), start)
    await history.add([point(start), point(start + 5_000)])
    await history.add([point(start + 10_000)])
    const text = await readFile(path, 'utf8')
    for (let length = text.length - 2; length > text.length - 60; length -= 7) {
      await writeFile(path, text.slice(0, length))
      const torn = await MetricsHistory.open(new PointFile(path), start + 15_000)
      expect(torn.points).toHaveLength(2)
      await torn.add([point(start + 15_000)])
      const after = await MetricsHistory.open(new PointFile(path), start + 20_000)
      expect(after.points.map(({ atMs }) => atMs - start)).toEqual([0, 5_000, 15_000])
    }
  })

  test('leaves out lines that are none, and begins anew with a file that is another', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'a.points')
    await writeFile(path, 'not ours\n{"format":"else"}\n[1,2,3]\n')
    const history = await MetricsHistory.open(new PointFile(path), start)
    expect(history.points).toEqual([])
    await history.add([point(start)])
    await appendFile(path, 'noise\n[1]\n[null,null]\n')
    await history.add([point(start + 5_000)])
    const again = await MetricsHistory.open(new PointFile(path), start + 10_000)
    expect(again.points).toHaveLength(2)
  })

  test('keeps figures by their names when their order changes from one version to the next', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'a.points')
    const head = { format: 'etcdesk.metrics/1', figures: ['goneFigure', 'watchers', 'openFiles'] }
    await writeFile(path, `${JSON.stringify(head)}\n${JSON.stringify([start, 'a1', 'm1', [1, 2, 3], {}])}\n`)
    const history = await MetricsHistory.open(new PointFile(path), start + 1_000)
    expect(history.points[0]?.figures).toEqual({ watchers: 2, openFiles: 3 })
    await history.add([point(start + 5_000)])
    const again = await MetricsHistory.open(new PointFile(path), start + 10_000)
    expect(again.points.map(({ figures }) => figures)).toEqual([
      { watchers: 2, openFiles: 3 },
      point(0).figures,
    ])
  })

  test('is bounded: what does not fit is the oldest', async () => {
    await using dir = await tempDir()
    const path = join(dir.path, 'a.points')
    const file = new PointFile(path)
    const history = await MetricsHistory.open(file, start)
    const grpc = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`Service/Method${at}`, at + 0.5]))
    const round = Array.from({ length: 100 }, (_, at) => point(0, { memberId: String(at), grpc }))
    for (let at = 0; at < 40; at++) {
      await history.add(round.map((each) => ({ ...each, atMs: start + at * 5_000 })))
      expect((await stat(path)).size).toBeLessThan(7 << 20)
    }
    const again = await MetricsHistory.open(new PointFile(path), start + 200_000)
    expect(again.points.at(-1)?.atMs).toBe(start + 39 * 5_000)
  })

  test('goes on in memory where it cannot be written, and says so', async () => {
    await using dir = await tempDir()
    const file = join(dir.path, 'file')
    await writeFile(file, '')
    const history = await MetricsHistory.open(new PointFile(join(file, 'a.points')), start)
    await history.add([point(start)])
    expect(history.points).toHaveLength(1)
    expect(history.keepFailure).toMatchObject({ code: 'precondition' })
  })
})
