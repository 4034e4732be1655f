import { readdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { etcdctl } from '../support/etcdctl'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const version = '3.5.16'
const key = '/registry/pods/default/web'

interface MemberFile {
  readonly name: string
  readonly clientPort: number
  readonly process?: { readonly pid: number }
}

/** What the app wrote about its only local cluster. */
async function clusterFile(home: string): Promise<{ members: readonly MemberFile[] }> {
  const [id = ''] = await readdir(join(home, 'clusters'))
  return JSON.parse(await readFile(join(home, 'clusters', id, 'cluster.json'), 'utf8')) as {
    members: readonly MemberFile[]
  }
}

// One cluster, one story: each step goes on where the one before ended.
describeHosts('a local cluster and its key tree', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let ctl: ReturnType<typeof etcdctl>
  const tree = () => page.getByRole('tree', { name: 'Keys', exact: true })
  const item = (name: string) => tree().getByRole('treeitem', { name, exact: true })
  const value = () => page.getByRole('region', { name: 'Value', exact: true })
  const editorText = async () => (await value().locator('.view-lines').innerText()).replaceAll('\u00a0', ' ')

  /** Goes to a key by its path: its row is opened, selected and in view. */
  async function goTo(path: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Filter or go to prefix' }).fill(path)
    await page.keyboard.press('Enter')
  }

  /** Replaces what is in the editor by typing. */
  async function type(text: string): Promise<void> {
    await value().getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(text)
  }

  beforeAll(async () => {
    home = await tempDir()
    const path = [engineDir(version), process.env['PATH']].join(delimiter)
    app = await launchApp({ host, home: home.path, env: { PATH: path } })
    page = app.page
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('three members start in one click and open on an empty tree', async () => {
    const clusters = page.getByRole('region', { name: 'Local clusters', exact: true })
    await clusters
      .getByRole('radiogroup', { name: 'Members' })
      .getByRole('radio', { name: '3', exact: true })
      .click()
    await clusters.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('tab', { name: 'local-3' }).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'New key', exact: true }).first().waitFor()
    const { members } = await clusterFile(home.path)
    expect(members).toHaveLength(3)
    ctl = etcdctl(
      version,
      members.map((each) => `http://127.0.0.1:${each.clientPort}`),
    )
    expect(await ctl('get', '', '--prefix')).toBe('')
  })

  test('a new key is written, shown in the tree and opened', async () => {
    await page.getByRole('button', { name: 'New key', exact: true }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New key', exact: true })
    await dialog.getByRole('textbox', { name: 'Key', exact: true }).fill(key)
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('{"replicas": 1}')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await item('web').waitFor()
    await until(async () => (await editorText()).includes('"replicas": 1'))
    expect(await ctl('get', key, '--print-value-only')).toBe('{"replicas": 1}\n')
  })

  test('the tree and the value follow a second client', async () => {
    await ctl('put', key, '{"replicas": 2}')
    await until(async () => (await editorText()).includes('"replicas": 2'))
    const names = Array.from({ length: 500 }, (_, i) => `pod-${String(i).padStart(3, '0')}`)
    await Promise.all(
      Array.from({ length: 10 }, async (_, lane) => {
        for (const name of names.filter((_name, i) => i % 10 === lane))
          await ctl('put', `/registry/pods/default/${name}`, 'v')
      }),
    )
    await item('pod-000').waitFor()
    await until(async () => (await tree().innerText()).includes('501'))
    expect(await item('web').count(), 'rows outside the view are not drawn').toBe(0)
  })

  test('a save over a foreign write shows theirs, mine and the difference', async () => {
    await goTo(key)
    await item('web').click()
    await until(async () => (await editorText()).includes('"replicas": 2'))
    await type('{"replicas": 3, "by": "me"}')
    await ctl('put', key, '{"replicas": 4, "by": "them"}')
    await value().getByRole('button', { name: 'Save', exact: true }).click()
    const diff = page.getByRole('region', { name: 'Diff', exact: true })
    await diff.waitFor()
    await until(async () => {
      const text = (await diff.innerText()).replaceAll('\u00a0', ' ')
      return text.includes('"them"') && text.includes('"me"')
    })
    expect(await ctl('get', key, '--print-value-only')).toBe('{"replicas": 4, "by": "them"}\n')
    await page.getByRole('button', { name: 'Keep mine', exact: true }).click()
    await until(async () => (await ctl('get', key, '--print-value-only')) === '{"replicas": 3, "by": "me"}\n')
  })

  test('the leader is killed: the status says so, another leads, the tree is still right', async () => {
    await page.getByRole('link', { name: 'Cluster' }).click()
    const members = page.getByRole('table', { name: 'Members', exact: true })
    const leaderRow = members.getByRole('row').filter({ hasText: /leader/i })
    await leaderRow.first().waitFor()
    const name = /m\d/.exec(await leaderRow.first().innerText())?.[0] ?? ''
    const pid = (await clusterFile(home.path)).members.find((each) => each.name === name)?.process?.pid ?? 0
    expect(pid).toBeGreaterThan(1)
    process.kill(pid, 'SIGKILL')
    const killed = members.getByRole('row').filter({ hasText: name })
    await killed.getByText(/^exited$/i).waitFor()
    await page.getByRole('contentinfo').getByText('2 of 3 members healthy').waitFor()
    await members
      .getByRole('row')
      .filter({ hasText: /leader/i })
      .filter({ hasNotText: name })
      .first()
      .waitFor({ timeout: 30_000 })
    await until(() => ctl('put', '/registry/pods/default/after', 'v'), { timeoutMs: 30_000 })
    await page.getByRole('link', { name: 'Keys' }).click()
    await until(async () => (await page.getByRole('link', { name: 'Keys' }).innerText()).includes('502'))
    await goTo('/registry/pods/default/after')
    await item('after').waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: 'Cluster' }).click()
    await killed.getByRole('button', { name: 'Start', exact: true }).click()
    await killed.getByText(/^healthy$/i).waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: 'Keys' }).click()
  })

  test('a key is deleted after the question', async () => {
    await goTo(key)
    await item('web').click()
    await value().getByRole('button', { name: 'Delete', exact: true }).click()
    const question = page.getByRole('alertdialog')
    await expect.poll(() => question.innerText()).toContain(key)
    await question.getByRole('button', { name: 'Delete', exact: true }).click()
    await until(async () => (await ctl('get', key)) === '')
    await item('web').waitFor({ state: 'detached' })
  })

  test('after a restart the cluster and the tab are back', async () => {
    await app.restart()
    page = app.page
    await page.getByRole('tab', { name: 'local-3' }).waitFor()
    await tree().waitFor({ timeout: 60_000 })
    await item('/registry').waitFor({ timeout: 60_000 })
    const { members } = await clusterFile(home.path)
    ctl = etcdctl(
      version,
      members.map((each) => `http://127.0.0.1:${each.clientPort}`),
    )
    expect(
      (await ctl('get', '/registry/', '--prefix', '--keys-only')).split('\n').filter(Boolean),
    ).toHaveLength(501)
  })

  test('the page had nothing to complain about', () => {
    expect(app.consoleErrors).toEqual([])
  })

  test('the members end with the app', async () => {
    const pids = (await clusterFile(home.path)).members.map((each) => each.process?.pid ?? 0)
    expect(pids.every((pid) => pid > 1)).toBe(true)
    await app.close()
    for (const pid of pids) expect(() => process.kill(pid, 0), `process ${pid}`).toThrow('ESRCH')
  })
})
