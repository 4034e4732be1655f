import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir, type TempDir } from '../support/temp-dir'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('a panel that cannot be opened', (host) => {
  let etcd: RunningEtcd
  let home: TempDir
  let app: App
  const dialog = () => app.page.getByRole('dialog', { name: 'New panel', ...exact })
  const box = (name: string) => dialog().getByRole('textbox', { name, ...exact })
  const radio = (name: string) => dialog().getByRole('radio', { name, ...exact })
  const watch = () => dialog().getByRole('button', { name: 'Watch', ...exact })
  /** What is said beside a field: it belongs to the field also for those who do not see it. */
  const besideOf = async (name: string) => {
    const id = (await box(name).getAttribute('aria-describedby')) ?? ''
    const texts = id.split(' ').map((each) => dialog().locator(`[id="${each}"]`).innerText())
    return (await Promise.all(texts)).join(' ')
  }

  beforeAll(async () => {
    ;[etcd, home] = await Promise.all([
      startEtcd({ version: '3.5.16', auth: { user: 'root', password: 'secret' } }),
      tempDir(),
    ])
    await etcd.etcdctl('user', 'add', 'half:pw')
    await etcd.etcdctl('role', 'add', 'half')
    await etcd.etcdctl('role', 'grant-permission', 'half', 'read', '/may/', '/may0')
    await etcd.etcdctl('user', 'grant-role', 'half', 'half')
    for (let i = 0; i < 5; i++) await etcd.etcdctl('put', '/may/k', `${i}`)
    await etcd.etcdctl('compact', '4')
    app = await launchApp({ host, home: home.path })
    const { page } = app
    await page.getByRole('button', { name: 'New connection', ...exact }).click()
    const connection = page.getByRole('dialog', { name: 'New connection', ...exact })
    for (const [name, value] of [
      ['Name', 'half'],
      ['Endpoints', etcd.endpoints.join()],
      ['User', 'half'],
    ] as const)
      await connection.getByRole('textbox', { name, ...exact }).fill(value)
    await connection.getByLabel('Password', exact).fill('pw')
    await connection.getByRole('button', { name: 'Connect', ...exact }).click()
    await page.getByRole('link', { name: 'Watch', ...exact }).click()
    await page.getByRole('button', { name: 'New panel', ...exact }).click()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  /** Presses Watch; the reason comes beside the field, and what was typed is still there. */
  async function saysBeside(name: string, sentence: string): Promise<void> {
    const typed = await box(name).inputValue()
    await watch().click()
    await dialog().getByText(sentence).waitFor()
    expect(await besideOf(name)).toContain(sentence)
    expect(await box(name).getAttribute('aria-invalid')).toBe('true')
    expect(await box(name).inputValue()).toBe(typed)
  }

  test('says which right is missing, beside what is watched', async () => {
    await box('Prefix').fill('/no/')
    await saysBeside('Prefix', 'This user may not watch this: READ on [/no/, /no0) is missing.')
  })

  test('says beside the start that it is compacted, or not there yet', async () => {
    await box('Prefix').fill('/may/')
    await radio('From a revision').click()
    await box('Start revision').fill('3')
    await saysBeside(
      'Start revision',
      'The events of revision 3 are gone: the store is compacted up to revision 4.',
    )
    await box('Start revision').fill('1,000')
    await saysBeside('Start revision', 'Revision 1000 does not exist yet: the store is at 6.')
    await box('Start revision').fill('soon')
    await saysBeside('Start revision', 'A revision is a whole number from 1 on.')
  })

  test('says beside the end of a range that it comes before its start', async () => {
    await radio('From now on').click()
    await radio('Range').click()
    await box('First key').fill('/may/b')
    await box('Range end').fill('/may/a')
    await saysBeside('Range end', 'The end of the range must come after its first key.')
    await dialog()
      .getByRole('button', { name: 'Cancel', ...exact })
      .click()
  })

  test('says how many there can be, and why, when there are so many', async () => {
    await app.close()
    const { connections } = JSON.parse(await readFile(join(home.path, 'connections.json'), 'utf8')) as {
      connections: { id: string }[]
    }
    const spec = { kind: 'prefix', filters: [], prevKv: false, keptEvents: 100 }
    const panels = Array.from({ length: 50 }, (_, i) => ({
      id: randomUUID(),
      connectionId: connections[0]?.id,
      spec: { ...spec, key: Buffer.from(`/may/${i}/`).toString('base64') },
      startedAt: '7',
      clearedTo: 0,
    }))
    await writeFile(join(home.path, 'panels.json'), JSON.stringify({ panels }))
    await app.restart()
    const { page } = app
    const password = page.getByLabel('Password', exact)
    const link = page.getByRole('link', { name: 'Watch', ...exact })
    await password.or(link).first().waitFor()
    if (await password.isVisible()) {
      await password.fill('pw')
      await password.press('Enter')
    }
    await link.click()
    await page.getByText('50 panels live').waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'New panel', ...exact }).click()
    await box('Prefix').fill('/may/more/')
    await watch().click()
    await dialog()
      .getByRole('alert')
      .filter({ hasText: 'A connection has 50 panels at most, as each holds a stream of the cluster' })
      .waitFor()
    expect(await box('Prefix').inputValue()).toBe('/may/more/')
    expect(app.consoleErrors).toEqual([])
  })
})
