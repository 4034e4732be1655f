import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { keysBelow, putKeys, writeSteadily, type Write } from '../support/writer'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const writes = 4_000
const kept = Array.from({ length: 400 }, (_, i) => `/churn/kept-${String(i).padStart(3, '0')}`)

/** Puts and deletes of other names before, between and behind the kept ones, each name some ten times. */
function churn(): () => Write | undefined {
  let made = 0
  return () => {
    if (made === writes) return undefined
    const number = made++
    const place = (number * 7) % 400
    const key = `/churn/kept-${String(place).padStart(3, '0')}-${number % 3 === 0 ? 'a' : 'b'}`
    return { key, isPut: number < writes / 4 || number % 5 < 3 }
  }
}

/** What is in sight of the tree: names from the top, where the first begins, and which row is selected. */
interface Sight {
  readonly first: string
  readonly topPx: number
  readonly selected: string
}

declare global {
  interface Window {
    churnSights: Sight[]
    churnIsOver: boolean
  }
}

describeHosts('a tree that is written under a thousand times a second', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  const named = { exact: true } as const
  const tree = () => app.page.getByRole('tree', { name: 'Keys', ...named })
  const item = (name: string) => app.page.getByRole('treeitem', { name, ...named })

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    await putKeys(etcd.endpoints, kept)
    home = await tempDir()
    app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'churn', endpoints: etcd.endpoints })
    await item('/churn').click()
    await item('kept-000').waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('keeps the selected row and the place it is scrolled to, and ends as the store is', async () => {
    const { page } = app
    const filter = page.getByRole('textbox', { name: 'Filter or go to prefix', ...named })
    await filter.fill('/churn/kept-200')
    await page.keyboard.press('Enter')
    await until(async () => (await item('kept-200').getAttribute('aria-selected')) === 'true')
    // Near the top: what comes in below the first row in sight must not push it out of sight.
    await tree().evaluate((box) => {
      const row = box.querySelector('[aria-selected=true]')
      if (row) box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - 60
    })

    const before = await watchSight()
    expect(await writeSteadily(etcd.endpoints, 1_000, churn())).toBe(writes)
    const keys = await keysBelow(etcd.endpoints, '/churn/')
    await until(async () => Number(await item('kept-200').getAttribute('aria-setsize')) === keys.length)
    const sights = await page.evaluate(() => {
      window.churnIsOver = true
      return window.churnSights
    })
    expect(sights.length).toBeGreaterThan(20)
    // Rows that are still on their way are blank for a frame; none but the selected one is ever drawn as that.
    const drawnSelected = sights.map(({ selected }) => selected).filter(Boolean)
    expect([...new Set(drawnSelected)]).toEqual(['kept-200'])
    expect(drawnSelected.length / sights.length).toBeGreaterThan(0.95)
    expect([...new Set(sights.map(({ first }) => first))]).toEqual([before.first])
    expect(Math.max(...sights.map(({ topPx }) => Math.abs(topPx - before.topPx)))).toBeLessThanOrEqual(1)

    expect(await allNames()).toEqual(keys.map((key) => key.slice('/churn/'.length)))
    expect(app.consoleErrors).toEqual([])
  })

  /** Notes in every frame from now on what is in sight; resolves with what it is now. */
  async function watchSight(): Promise<Sight> {
    await drawn()
    return app.page.evaluate(() => {
      const box = document.querySelector('[role=tree]')
      const look = (): Sight => {
        const top = box?.getBoundingClientRect().top ?? 0
        const rows = [...(box?.querySelectorAll('[role=treeitem]') ?? [])]
        const first = rows.find((row) => row.getBoundingClientRect().bottom > top + 1)
        const selected = rows.filter((row) => row.getAttribute('aria-selected') === 'true')
        return {
          first: first?.getAttribute('aria-label') ?? '',
          topPx: (first?.getBoundingClientRect().top ?? 0) - top,
          selected: selected.map((row) => row.getAttribute('aria-label')).join(),
        }
      }
      window.churnSights = []
      window.churnIsOver = false
      const note = () => {
        window.churnSights.push(look())
        if (!window.churnIsOver) requestAnimationFrame(note)
      }
      requestAnimationFrame(note)
      return look()
    })
  }

  /** Resolves when the scroll that was made has been drawn. */
  const drawn = () =>
    app.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )

  /** Every name below the folder, read by scrolling from the first row to the last. */
  async function allNames(): Promise<string[]> {
    const names = new Map<number, string>()
    const height = await tree().evaluate((box) => box.scrollHeight)
    for (let top = 0; top < height; top += 400) {
      await tree().evaluate((box, to) => (box.scrollTop = to), top)
      await drawn()
      await until(async () => (await tree().locator('.awaited').count()) === 0)
      const rows = await tree().evaluate((box) =>
        [...box.querySelectorAll('[role=treeitem][aria-level="2"]')].map(
          (row) => [Number(row.getAttribute('aria-posinset')), row.getAttribute('aria-label') ?? ''] as const,
        ),
      )
      for (const [position, name] of rows) names.set(position, name)
    }
    return [...names].sort(([a], [b]) => a - b).map(([, name]) => name)
  }
})
