import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator } from 'playwright-core'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

// One store, one story: each step goes on where the one before ended.
describeHosts('the Watch section', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  const region = (prefix: string) => app.page.getByRole('region', { name: `Watch ${prefix}`, ...exact })
  const items = (prefix: string) =>
    region(prefix)
      .getByRole('log', { name: 'Events', ...exact })
      .getByRole('listitem')
  const button = (prefix: string, name: string) => region(prefix).getByRole('button', { name, ...exact })
  const names = () =>
    app.page
      .getByRole('region', { name: /^Watch / })
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')?.slice('Watch '.length)))

  async function openPanel(prefix: string) {
    await app.page.getByRole('button', { name: 'New panel', ...exact }).click()
    const dialog = app.page.getByRole('dialog', { name: 'New panel', ...exact })
    await dialog.getByRole('textbox', { name: 'Prefix', ...exact }).fill(prefix)
    await dialog.getByRole('button', { name: 'Watch', ...exact }).click()
    await region(prefix).getByText('No event yet').waitFor()
  }

  async function choose(prefix: string, item: string) {
    await button(prefix, 'More about this panel').click()
    await app.page.getByRole('menuitem', { name: item, ...exact }).click()
  }

  beforeAll(async () => {
    ;[etcd, home] = await Promise.all([startEtcd({ version: '3.5.16' }), tempDir()])
    app = await launchApp({ host, home: home.path })
    if (host === 'browser') await app.page.context().grantPermissions(['notifications'])
    await connect(app.page, { name: 'one', endpoints: etcd.endpoints })
    await app.page.getByRole('tree', { name: 'Keys', ...exact }).waitFor()
    await app.page.getByRole('link', { name: 'Watch', ...exact }).click()
    for (const prefix of ['/a/', '/b/', '/c/']) await openPanel(prefix)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  const middleOf = async (element: Locator) => {
    await element.scrollIntoViewIfNeeded()
    const { x = 0, y = 0, width = 0, height = 0 } = (await element.boundingBox()) ?? {}
    return [x + width / 2, y + height / 2] as const
  }

  test('a panel is dragged to where another lies; Esc leaves it where it was', async () => {
    const { mouse, keyboard } = app.page
    const grip = (prefix: string) => button(prefix, `Move panel ${prefix}`)
    expect(await names()).toEqual(['/a/', '/b/', '/c/'])
    await mouse.move(...(await middleOf(grip('/b/'))))
    await mouse.down()
    await mouse.move(...(await middleOf(grip('/a/'))), { steps: 5 })
    await mouse.up()
    await until(async () => (await names()).join() === '/b/,/a/,/c/')

    await mouse.move(...(await middleOf(grip('/a/'))))
    await mouse.down()
    await mouse.move(...(await middleOf(grip('/b/'))), { steps: 5 })
    await keyboard.press('Escape')
    await mouse.up()
    expect(await names()).toEqual(['/b/', '/a/', '/c/'])
  })

  test('the newest event is on top, or at the bottom where that is chosen', async () => {
    for (let i = 0; i < 40; i++) await etcd.etcdctl('put', `/a/${i}`, `${i}`)
    const first = () => items('/a/').first().innerText()
    const last = () => items('/a/').last().innerText()
    await until(async () => (await first()).includes('/a/39'))
    // The keyboard stays with its row, wherever that goes.
    await items('/a/').nth(2).getByRole('button').focus()
    await etcd.etcdctl('put', '/a/39', 'again')
    await until(async () => (await first()).includes('39 → again'))
    expect(await app.page.evaluate(() => document.activeElement?.textContent)).toContain('/a/37')
    await choose('/a/', 'Newest at the bottom')
    await until(async () => (await last()).includes('/a/39'))
    await etcd.etcdctl('put', '/a/40', 'x')
    await until(async () => (await last()).includes('/a/40'))
    await app.page.reload()
    await until(async () => (await last()).includes('/a/40'), { timeoutMs: 30_000 })
    await choose('/a/', 'Newest on top')
    await until(async () => (await first()).includes('/a/40'))
  })

  test('the page is loaded anew while others write: nothing is missing, and a paused panel is no live one', async () => {
    const { page } = app
    await button('/b/', 'Pause').click()
    await page.getByText('2 live', exact).waitFor()
    await page.getByRole('link', { name: 'Keys', ...exact }).click()
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const count = 3_000
    const text = new TextEncoder()
    let written = 0
    const writing = (async () => {
      for (; written < count; written++)
        await client.unary(KV.method.put, { key: text.encode(`/c/${written}`), value: text.encode('v') })
    })()
    writing.catch(() => {})
    for (const share of [0.2, 0.5]) {
      await until(() => written > count * share, { timeoutMs: 60_000 })
      await app.page.reload()
      await app.page.getByText('2 live', exact).waitFor({ timeout: 30_000 })
    }
    await writing
    await app.page.getByRole('link', { name: 'Watch', ...exact }).click()
    await app.page.getByText('2 panels live, 1 paused or ended').waitFor()
    await until(async () => (await items('/c/').first().getAttribute('aria-setsize')) === String(count))
    await until(async () => (await items('/c/').first().innerText()).includes(`/c/${count - 1}`))
    await button('/b/', 'Resume').click()
    await app.page.getByText('3 live', exact).waitFor()
  })

  test('an event that meets the condition is a desktop notification; pressed, it brings the panel into sight', async () => {
    const { page } = app
    // The browser's own, which also remembers what it was told to show.
    await page.evaluate(() => {
      const shown: Notification[] = []
      window.Notification = class extends Notification {
        constructor(title: string, options?: NotificationOptions) {
          super(title, options)
          shown.push(this)
        }
      }
      Object.assign(window, { shown })
    })
    await choose('/c/', 'Notify when…')
    const dialog = page.getByRole('dialog', { name: 'Notify when…', ...exact })
    await dialog.getByRole('textbox', { name: 'Key contains', ...exact }).fill('alarm')
    await dialog.getByRole('textbox', { name: 'Equals', ...exact }).fill('on')
    await dialog.getByRole('button', { name: 'Set', ...exact }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Keys', ...exact }).click()
    await etcd.etcdctl('put', '/c/alarm', 'off')
    await etcd.etcdctl('put', '/c/alarm', 'on')
    const told = () =>
      page.evaluate(() =>
        (window as unknown as { shown: Notification[] }).shown.map(({ title, body }) => ({ title, body })),
      )
    await until(async () => (await told()).length > 0)
    const answer = await etcd.etcdctl('get', '/c/alarm', '-w', 'json')
    const revision = Number(/"mod_revision":(\d+)/.exec(answer)?.[1])
    expect(await told()).toEqual([
      { title: 'one: /c/', body: `put /c/alarm at revision ${revision.toLocaleString('en')}` },
    ])
    await page.evaluate(() => {
      const [notification] = (window as unknown as { shown: Notification[] }).shown
      notification?.dispatchEvent(new Event('click'))
    })
    await region('/c/').waitFor()
    await until(() => region('/c/').evaluate((panel) => document.activeElement === panel))
    expect(app.consoleErrors).toEqual([])
  })
})
