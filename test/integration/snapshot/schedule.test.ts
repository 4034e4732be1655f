import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SnapshotSchedule } from '../../../shared/contract/schedule'
import { startEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { save } from './seed'

async function scheduleWhen(app: TestApp, wanted: (schedule: SnapshotSchedule) => boolean) {
  for await (const [schedule] of app.pull(app.client.schedule.follow()))
    if (schedule && wanted(schedule)) return schedule
  throw new Error('The stream ended.')
}

async function library(app: TestApp) {
  for await (const rows of app.pull(app.client.snapshot.list())) return rows
  return []
}

// What becomes of files does not depend on the version of etcd.
test(
  'a schedule keeps its newest snapshots and none of the person’s are touched; what was missed or failed is made up for',
  { timeout: 60_000 },
  async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using app = await startTestApp()
    const connectionId = await app.connect(etcd, { name: 'shop' })
    const mine = await save(app, connectionId)
    await app.client.schedule.set({ connectionId, everyHours: 6, keep: 2 })
    const done = (after: number) => (each: SnapshotSchedule) => !each.isRunning && (each.lastAt ?? 0) > after
    let last = await scheduleWhen(app, done(0))
    expect(last.nextAt - (last.lastAt ?? 0)).toBeGreaterThan(5 * 3_600_000)
    const first = last.made[0]
    for (let i = 0; i < 2; i++) {
      const before = last.lastAt ?? 0
      await app.client.schedule.runNow({ connectionId })
      last = await scheduleWhen(app, done(before))
    }
    expect(last.made).toHaveLength(2)
    expect(last.made).not.toContain(first)
    const ids = (await library(app)).map(({ id }) => id)
    expect(ids).toEqual([...last.made, mine.id])

    // A damaged one does not count among those that are kept, and is told.
    const [newest] = await library(app)
    const path = newest?.path ?? ''
    const whole = await readFile(path)
    whole[9_000] = (whole[9_000] ?? 0) ^ 1
    await writeFile(path, whole)
    await app.client.schedule.runNow({ connectionId })
    const damaged = await scheduleWhen(app, ({ isRunning, failures }) => !isRunning && failures === 1)
    expect(damaged.failure).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(newest?.name ?? '-'),
    })
    expect(damaged.made).toHaveLength(3)

    // The app was closed when its time came, and etcd is down when it starts.
    await app.app.stop()
    const file = join(app.home, 'schedules.json')
    const kept = JSON.parse(await readFile(file, 'utf8')) as {
      schedules: { nextAt: number; failures: number }[]
    }
    const [schedule] = kept.schedules
    if (!schedule) throw new Error('No schedule was kept.')
    Object.assign(schedule, { nextAt: Date.now() - 1, failures: 0, failure: undefined })
    await writeFile(file, JSON.stringify(kept))
    await etcd.stop(0)
    await using again = await startTestApp({ home: app.home })
    const failed = await scheduleWhen(again, ({ isRunning, failures }) => !isRunning && failures === 1)
    expect(failed.failure?.code).toMatch(/unavailable|deadline/)
    expect(failed.nextAt).toBeGreaterThan(Date.now())
    await etcd.start(0)
    await etcd.ready()
    await again.client.schedule.runNow({ connectionId })
    const made = await scheduleWhen(again, done(damaged.lastAt ?? 0))
    expect(made.made[0]).not.toBe(damaged.made[0])
    await again.client.schedule.remove({ connectionId })
    expect((await library(again)).map(({ id }) => id)).toContain(made.made[0])
  },
)
