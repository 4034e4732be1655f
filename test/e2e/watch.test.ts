import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { putKeys } from '../support/writer'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const
const prefix = '/registry/'
const held = 10_000

interface ExportedEvent {
  readonly event: string
  readonly key: string
  readonly modRevision: string
}

// One cluster, one story: each step goes on where the one before ended.
describeHosts('a watch panel', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  let first = 0
  /** How the panels lay when the app was closed. */
  let arranged: (string | null)[] = []
  let height = 0
  const panel = () => app.page.getByRole('region', { name: `Watch ${prefix}`, ...exact })
  const log = () => panel().getByRole('log', { name: 'Events', ...exact })
  const button = (name: string) => panel().getByRole('button', { name, ...exact })
  /** The newest is on top. */
  const newest = () => log().getByRole('listitem').first()
  const newestRow = async () => (await newest().innerText()).replaceAll(/\s+/g, ' ')
  /** How many rows there are in all, drawn or not. */
  const rowCount = async () => Number(await log().getByRole('listitem').last().getAttribute('aria-setsize'))
  const running = () => etcd.endpoints.filter((_, at) => etcd.members[at]?.pid !== undefined)

  async function statuses() {
    const text = await etcd.etcdctl('--endpoints', running().join(','), 'endpoint', 'status', '-w', 'json')
    // Ids are beyond what a number holds exactly.
    const exactIds = text.replaceAll(/"(leader|member_id)":(\d+)/g, '"$1":"$2"')
    return JSON.parse(exactIds) as readonly {
      readonly Endpoint: string
      readonly Status: { readonly leader: string; readonly header: { member_id: string; revision: number } }
    }[]
  }
  const revision = async () =>
    Math.max(...(await statuses()).map(({ Status: { header } }) => header.revision))
  /** A write that is certainly done, though a member may just have gone: some may be done twice. */
  const put = (key: string, value: string) =>
    until(
      async () => {
        await etcd.etcdctl('--endpoints', running().join(','), 'put', key, value)
        return true
      },
      { timeoutMs: 30_000 },
    )

  /** Exports by the dialog and reads the file back: its events, each with its revision. */
  async function exportEvents(name: string): Promise<readonly ExportedEvent[]> {
    const path = join(home.path, 'exports', name)
    await button('Export').click()
    const dialog = app.page.getByRole('dialog', { name: 'Export events', ...exact })
    await dialog.getByRole('textbox', { name: 'File', ...exact }).fill(path)
    await dialog.getByRole('button', { name: 'Export', ...exact }).click()
    await dialog.getByRole('status').filter({ hasText: name }).waitFor()
    await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    const [head, ...rows] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const end = rows.pop()
    expect(head).toEqual({ format: 'etcdesk.events/1' })
    expect(end).toEqual({ end: 'etcdesk.events/1', rows: rows.length })
    return rows as unknown as readonly ExportedEvent[]
  }

  /** Nothing else writes to this store: every revision since the panel's first one is an event of it. */
  async function expectWhole(events: readonly ExportedEvent[]): Promise<void> {
    const revisions = events.map(({ modRevision }) => Number(modRevision))
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
    const last = await revision()
    expect([...new Set(revisions)]).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i))
    // Every event once.
    expect(new Set(events.map(({ key, modRevision }) => `${modRevision} ${key}`)).size).toBe(events.length)
    const now = await etcd.etcdctl(
      '--endpoints',
      running().join(','),
      'get',
      '--prefix',
      '--keys-only',
      prefix,
    )
    const keys = now.split('\n').filter((line) => line.startsWith(prefix))
    expect(new Set(events.map(({ key }) => key))).toEqual(new Set(keys))
  }

  beforeAll(async () => {
    ;[etcd, home] = await Promise.all([startEtcd({ version: '3.5.16', members: 3 }), tempDir()])
    app = await launchApp({ host, home: home.path })
    const { page } = app
    await page.getByRole('button', { name: 'New connection', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'New connection', ...exact })
    await dialog.getByRole('textbox', { name: 'Name', ...exact }).fill('three')
    await dialog.getByRole('textbox', { name: 'Endpoints', ...exact }).fill(etcd.endpoints.join('\n'))
    // Watching writes nothing.
    await dialog.getByRole('checkbox', { name: 'Read-only', ...exact }).check()
    await dialog.getByRole('button', { name: 'Connect', ...exact }).click()
    await page.getByRole('tree', { name: 'Keys', ...exact }).waitFor()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('what is wrong is said beside its field; opened, it shows what another client writes', async () => {
    const { page } = app
    await page.getByRole('link', { name: 'Watch', ...exact }).click()
    await page.getByText('No panel yet').waitFor()
    await page.getByRole('button', { name: 'New panel', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'New panel', ...exact })
    const watch = dialog.getByRole('button', { name: 'Watch', ...exact })
    const box = (name: string) => dialog.getByRole('textbox', { name, ...exact })

    await dialog.getByRole('radio', { name: 'Range', ...exact }).click()
    await box('First key').fill('/b')
    await box('Range end').fill('/a')
    await watch.click()
    await dialog.getByText('The end of the range must come after its first key.').waitFor()
    await dialog.getByRole('radio', { name: 'Prefix', ...exact }).click()
    await box('Prefix').fill(prefix)
    await dialog.getByRole('radio', { name: 'From a revision', ...exact }).click()
    await box('Start revision').fill('99,999')
    await watch.click()
    await dialog.getByText('does not exist yet').waitFor()
    expect(await box('Prefix').inputValue()).toBe(prefix)
    await dialog.getByRole('radio', { name: 'From now on', ...exact }).click()
    first = (await revision()) + 1
    await watch.click()
    await panel().waitFor()
    await page.getByText('1 panel live').waitFor()
    await page.getByText('1 live', exact).waitFor()

    await put(`${prefix}pods/web`, '{"status":{"phase":"Pending"}}')
    await put(`${prefix}pods/web`, '{"status":{"phase":"Running"}}')
    await until(async () => (await newestRow()).includes('status.phase Pending → Running'))
    expect(await newestRow()).toMatch(/^\d+ PUT \/registry\/pods\/web/)
    expect(await rowCount()).toBe(2)
    await newest().getByRole('button').click()
    const event = panel().getByRole('region', { name: 'Event', ...exact })
    await until(async () => /Pending[^]*Running/.test(await event.innerText()))
    await button('Follow').waitFor()
    await log().getByRole('button', { expanded: true }).click()
    await event.waitFor({ state: 'detached' })
    await button('Follow').waitFor({ state: 'detached' })
  })

  test('its member is killed while it leads: it goes on elsewhere, says so, and no event is lost', async () => {
    const line = panel().getByText(/^from rev/)
    const endpoint = await until(async () => /http:\S+/.exec((await line.getAttribute('title')) ?? '')?.[0])
    const [at] = (await statuses()).filter(({ Endpoint }) => Endpoint === endpoint)
    const { leader, header } = at?.Status ?? { leader: '', header: { member_id: '' } }
    if (leader !== header.member_id) {
      const from = (await statuses()).find(({ Status }) => Status.header.member_id === leader)?.Endpoint ?? ''
      const id = BigInt(header.member_id).toString(16)
      await etcd.etcdctl('--endpoints', from, 'move-leader', id)
    }
    for (let i = 0; i < 10; i++) await put(`${prefix}before/${i}`, `${i}`)
    await etcd.kill(etcd.endpoints.indexOf(endpoint))
    for (let i = 0; i < 10; i++) await put(`${prefix}after/${i}`, `${i}`)

    await until(async () => (await newestRow()).includes(`${prefix}after/9`), { timeoutMs: 30_000 })
    await panel()
      .getByText(/went on at .* from revision [\d,]+, no event lost$/)
      .waitFor()
    await expectWhole(await exportEvents('after-kill.jsonl'))
  })

  test('paused it holds what comes; resumed it is all there', async () => {
    const before = await rowCount()
    await button('Pause').click()
    await panel().getByText('Paused · 0 events held').waitFor()
    await putKeys(
      running(),
      Array.from({ length: held }, (_, i) => `${prefix}held/${String(i).padStart(5, '0')}`),
    )
    await panel().getByText('Paused · 10,000 events held').waitFor({ timeout: 30_000 })
    expect(await rowCount()).toBe(before)
    await button('Resume').click()
    await until(async () => (await rowCount()) === before + held, { timeoutMs: 30_000 })
    const events = await exportEvents('after-pause.jsonl')
    expect(events).toHaveLength(before + held)
    await expectWhole(events)
    expect(await newestRow()).toContain(events.at(-1)?.key)
  })

  test('scrolled down it stands still and counts what comes; a filter shows what matches', async () => {
    await log().hover()
    await app.page.mouse.wheel(0, 2_000)
    await button('Follow').waitFor()
    await log().press('End')
    const seen = async () => (await log().getByRole('listitem').allInnerTexts()).slice(-8)
    await until(async () => (await seen()).at(-1)?.startsWith(`${first}\n`))
    const still = await seen()
    await put(`${prefix}later`, 'a')
    await put(`${prefix}later`, 'b')
    await button('2 new').waitFor()
    expect(await seen()).toEqual(still)
    await button('2 new').click()
    await until(async () => (await newestRow()).includes(`${prefix}later a → b`))

    await button('Filter').click()
    await panel()
      .getByRole('textbox', { name: 'Key contains', ...exact })
      .fill('AFTER/')
    const count = await until(
      async () =>
        /^(\d+) of 1[\d,]+$/.exec(await panel().getByRole('search').getByRole('status').innerText())?.[1],
    )
    expect(await rowCount()).toBe(Number(count))
    expect(await newestRow()).toContain(`${prefix}after/9`)
    await button('Counts').click()
    const counts = panel().getByRole('region', { name: 'Counts', ...exact })
    await counts.getByRole('button', { name: /^Deletes/ }).click()
    await panel().getByText('No event matches').waitFor()
    await button('Clear filter').first().click()
    await until(async () => (await rowCount()) > held)
  })

  test('a condition marks the events that meet it, and tells of them', async () => {
    const { page } = app
    await button('More about this panel').click()
    await page.getByRole('menuitem', { name: 'Notify when…', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Notify when…', ...exact })
    await dialog.getByRole('textbox', { name: 'Value path', ...exact }).fill('status.phase')
    await dialog.getByRole('textbox', { name: 'Equals', ...exact }).fill('Failed')
    await dialog.getByRole('button', { name: 'Set', ...exact }).click()
    await button('Notify when…').or(dialog.getByText('told in the app')).first().waitFor()
    // A host without desktop notifications says so, and tells in the app.
    const isToldInApp = await dialog.getByText('told in the app').isVisible()
    if (isToldInApp) await dialog.getByRole('button', { name: 'Close', ...exact }).click()
    await dialog.waitFor({ state: 'detached' })
    await put(`${prefix}pods/web`, '{"status":{"phase":"Running"}}')
    await put(`${prefix}pods/web`, '{"status":{"phase":"Failed"}}')
    await newest()
      .getByRole('img', { name: 'It met the condition', ...exact })
      .waitFor()
    await expect.poll(() => newest().innerText()).toContain('Running → Failed')
    const told = page.getByRole('status').filter({ hasText: `put ${prefix}pods/web at revision` })
    if (isToldInApp) await told.waitFor()
    await expect.poll(() => told.count()).toBe(isToldInApp ? 1 : 0)
  })

  test('opened from the keys; moved and resized from the keyboard', async () => {
    const { page } = app
    const panels = page.getByRole('region', { name: /^Watch / })
    const names = () => panels.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))
    await page.getByRole('link', { name: 'Keys', ...exact }).click()
    await page.getByRole('textbox', { name: 'Filter or go to prefix' }).fill(`${prefix}pods/web`)
    await page.keyboard.press('Enter')
    await page
      .getByRole('region', { name: 'Value', ...exact })
      .getByRole('button', { name: 'Watch', ...exact })
      .click()
    await page.getByRole('region', { name: `Watch ${prefix}pods/web`, ...exact }).waitFor()
    await page.getByRole('link', { name: 'Keys', ...exact }).click()
    await page.keyboard.press('ControlOrMeta+Shift+W')
    await page.getByRole('region', { name: `Watch ${prefix}pods/`, ...exact }).waitFor()
    expect(await names()).toEqual(
      [prefix, `${prefix}pods/web`, `${prefix}pods/`].map((name) => `Watch ${name}`),
    )

    await page.getByRole('button', { name: `Move panel ${prefix}pods/`, ...exact }).press('ArrowUp')
    await until(async () => (await names())[1] === `Watch ${prefix}pods/`)
    const edge = panel().getByRole('separator', { name: `Resize panel ${prefix}`, ...exact })
    const before = Number(await edge.getAttribute('aria-valuenow'))
    await edge.press('ArrowDown')
    await until(async () => Number(await edge.getAttribute('aria-valuenow')) === before + 24)
    arranged = await names()
    height = before + 24
  })

  test('the app is started again: the panels are back as they lay, and go on where they were', async () => {
    const { page: old } = app
    await old.getByText('3 live', exact).waitFor()
    await app.close()
    await put(`${prefix}meanwhile`, 'x')
    await app.restart()
    await panel().waitFor({ timeout: 30_000 })
    const panels = app.page.getByRole('region', { name: /^Watch / })
    expect(await panels.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))).toEqual(
      arranged,
    )
    const edge = panel().getByRole('separator', { name: `Resize panel ${prefix}`, ...exact })
    await until(async () => Number(await edge.getAttribute('aria-valuenow')) === height)
    await until(async () => (await newestRow()).includes(`${prefix}meanwhile`), { timeoutMs: 30_000 })
    await expectWhole(await exportEvents('after-restart.jsonl'))
    await button('Close').click()
    await panel().waitFor({ state: 'detached' })
    await app.page.getByText('2 panels live').waitFor()
    expect(app.consoleErrors).toEqual([])
  })
})
