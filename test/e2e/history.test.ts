import { expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const key = '/registry/deployments/default/web'
const document = (replicas: number) =>
  `{"metadata":{"generation":${replicas}},"spec":{"replicas":${replicas}}}`

/** The app with a connection to `etcd`, and what of it these tests use. */
async function openPast(app: App, etcd: RunningEtcd, options: { readonly isReadOnly?: boolean } = {}) {
  const { page } = app
  await connect(page, { name: 'past', endpoints: etcd.endpoints, ...options })
  await page.getByRole('tree', { name: 'Keys', exact: true }).waitFor()

  const list = page.getByRole('list', { name: 'Revisions', exact: true })
  const diff = page.getByRole('region', { name: 'Diff', exact: true })
  const rows = async () =>
    (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
  return {
    page,
    list,
    diff,
    rows,
    row: (text: string) => list.getByRole('button').filter({ hasText: text }),
    button: (name: string) => page.getByRole('button', { name, exact: true }),
    dialog: page.getByRole('dialog', { name: 'Put it back', exact: true }),
    /** Shows the history of any key. */
    async show(path: string) {
      await page.getByRole('link', { name: 'History' }).click()
      const field = page.getByRole('textbox', { name: 'Key', exact: true })
      const other = page.getByRole('button', { name: 'Another key', exact: true })
      await field.or(other).first().waitFor()
      if ((await field.count()) === 0) await other.click()
      await field.fill(path)
      await page.keyboard.press('Enter')
    },
    undoPutBack: () =>
      page
        .getByRole('status')
        .filter({ hasText: 'back at revision' })
        .getByRole('button', { name: 'Undo', exact: true })
        .click(),
    /** What stands on both sides of the diff. */
    diffText: async () => (await diff.innerText()).replaceAll('\u00a0', ' '),
  }
}

describeHosts('the history of a key', (host) => {
  test('five edits are listed and compared; deleted, it is put back, and its lives are told apart', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page, list, diff, rows, row, button, dialog, diffText, undoPutBack } = await openPast(app, etcd)
    const now = async () => (await etcd.etcdctl('get', key, '--print-value-only')).trim()
    const value = page.getByRole('region', { name: 'Value', exact: true })

    await button('New key').first().click()
    const newKey = page.getByRole('dialog', { name: 'New key', exact: true })
    await newKey.getByRole('textbox', { name: 'Key', exact: true }).fill(key)
    await newKey.getByRole('textbox', { name: 'Value', exact: true }).fill(document(1))
    await newKey.getByRole('button', { name: 'Create', exact: true }).click()
    for (const replicas of [2, 3, 4, 5]) {
      await until(() => value.getByRole('textbox', { name: 'Value', exact: true }).isEditable())
      await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(document(replicas))
      await value.getByRole('button', { name: 'Save', exact: true }).click()
      await until(async () => (await now()) === document(replicas))
      await until(async () => !(await value.getByRole('button', { name: 'Save', exact: true }).isEnabled()))
    }
    // Beside the value stand the newest ones.
    await until(async () => (await rows())[0]?.includes('v5 · now'))

    await page.keyboard.press('Control+h')
    await until(async () => (await rows()).length === 6)
    expect((await rows()).map((text) => /v\d/.exec(text)?.[0] ?? text)).toEqual([
      ...['v5', 'v4', 'v3', 'v2', 'v1'],
      expect.stringContaining('created here'),
    ])
    // From the keyboard: one is chosen, then the other side.
    await row('v5').click()
    await page.keyboard.press('ArrowDown')
    await until(async () => /v3[^]*v4/.test(await diffText()))
    await page.keyboard.press('Shift+End')
    await until(async () => /v1[^]*v4/.test(await diffText()))
    await row('v5').click()
    await row('v2').click({ modifiers: ['Shift'] })
    await until(async () => {
      const text = await diffText()
      return text.includes('v2') && text.includes('v5 · now') && text.includes('2 changes')
    })
    await until(async () => /"replicas": 2[^]*"replicas": 5/.test(await diffText()))
    await page.getByRole('checkbox', { name: 'Ignore noise', exact: true }).check()
    await until(async () => (await diffText()).includes('1 change'))
    expect(await diffText()).not.toContain('generation')

    await page.getByRole('link', { name: 'Keys' }).click()
    await value.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await until(async () => (await now()) === '')
    await page.getByRole('link', { name: 'History' }).click()
    await until(async () => (await rows())[0]?.startsWith('deleted now'))
    await row('deleted').click()
    await diff.getByText('The key was deleted: there is no value.').waitFor()

    await row('v3').click()
    await button('Put it back').click()
    await dialog.getByText('only if it is still not there').waitFor()
    await dialog.getByRole('button', { name: 'Put it back', exact: true }).click()
    await until(async () => (await now()) === document(3))
    await until(async () => (await rows())[0]?.includes('created again'))
    expect((await rows())[1]).toContain('deleted')
    await undoPutBack()
    await until(async () => (await now()) === '')
    await until(async () => (await list.getByText('deleted', { exact: true }).count()) === 2)
    expect(app.consoleErrors).toEqual([])
  })

  test('a put-back over what somebody else wrote is refused, shown three ways, and then chosen', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using home = await tempDir()
    for (const replicas of [1, 2, 3]) await etcd.etcdctl('put', key, document(replicas))
    await using app = await launchApp({ host, home: home.path })
    const { page, rows, row, button, dialog, diffText, show, undoPutBack } = await openPast(app, etcd)
    const now = async () => (await etcd.etcdctl('get', key, '--print-value-only')).trim()
    const inDialog = async () => (await dialog.innerText()).replaceAll('\u00a0', ' ')

    await show(key)
    await row('v1').click()
    await button('Put it back').click()
    await until(async () => (await inDialog()).includes('"replicas": 3'))
    await etcd.etcdctl('put', key, document(40))
    await dialog.getByRole('button', { name: 'Put it back', exact: true }).click()
    await dialog.getByText('Somebody else wrote this key meanwhile').waitFor()
    expect(await now()).toBe(document(40))
    await until(async () => (await inDialog()).includes('"replicas": 40'))
    await dialog.getByRole('radio', { name: 'What they changed', exact: true }).click()
    await until(async () => /"replicas": 3(?!\d)/.test(await inDialog()))
    await dialog.getByRole('button', { name: 'Put it back over theirs', exact: true }).click()
    await until(async () => (await now()) === document(1))

    // Nothing is lost: theirs is a revision like any other.
    await until(async () => (await rows())[0]?.includes('v5 · now'))
    await row('v4').click()
    await until(async () => (await diffText()).includes('"replicas": 40'))
    await undoPutBack()
    await until(async () => (await now()) === document(40))

    // What is typed and not saved can be compared with any revision.
    await page.getByRole('link', { name: 'Keys' }).click()
    await page.getByRole('textbox', { name: 'Filter or go to prefix' }).fill(key)
    await page.keyboard.press('Enter')
    await page.getByRole('treeitem', { name: 'web', exact: true }).click()
    const editor = page
      .getByRole('region', { name: 'Value', exact: true })
      .getByRole('textbox', { name: 'Value', exact: true })
    await until(() => editor.isEditable())
    await editor.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(document(77))
    await page.keyboard.press('Control+h')
    await row('v2').click()
    await page.getByRole('combobox', { name: 'Compare with', exact: true }).click()
    await page.getByRole('option', { name: 'With what is typed', exact: true }).click()
    await until(async () =>
      /in the editor, not saved[^]*"replicas": 2[^]*"replicas": 77/.test(await diffText()),
    )
    expect(app.consoleErrors).toEqual([])
  })

  test('a reading that takes long is told with Cancel; what it takes up again is complete', async () => {
    await using etcd = await startEtcd({ version: '3.4.23' })
    await using home = await tempDir()
    for (const replicas of [1, 2, 3]) await etcd.etcdctl('put', key, document(replicas))
    await using app = await launchApp({ host, home: home.path })
    const { page, row, rows, button, show } = await openPast(app, etcd)

    etcd.pause(0)
    await show(key)
    await page.getByRole('progressbar', { name: /^Reading the past/ }).waitFor()
    await button('Cancel').click()
    await page.getByText('Reading was cancelled').waitFor()
    etcd.resume(0)
    await button('Read all').click()
    await row('v3 · now').waitFor()
    await until(async () => (await rows()).length === 4)
    expect(app.consoleErrors).toEqual([])
  })

  test('what is compacted is said, a wrong revision is refused at its field, bytes are compared as hex', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using home = await tempDir()
    for (let replicas = 1; replicas <= 10; replicas++) await etcd.etcdctl('put', key, document(replicas))
    for (const state of ['on', 'off', 'on', 'off']) await etcd.etcdctl('put', '/switch', state)
    await etcd.etcdctl('put', '/bytes', '\u0001\u0002one')
    await etcd.etcdctl('put', '/bytes', '\u0001\u0003one')
    await using app = await launchApp({ host, home: home.path })
    const { page, list, rows, row, button, diffText, show } = await openPast(app, etcd, { isReadOnly: true })

    await show(key)
    await row('v10').waitFor()
    expect(await button('Put it back').count()).toBe(0)
    const goTo = page.getByRole('textbox', { name: 'Go to revision', exact: true })
    const refused = async (text: string, problem: string) => {
      await goTo.fill(text)
      await goTo.press('Enter')
      await page.getByRole('alert').filter({ hasText: problem }).waitFor()
      expect(await goTo.inputValue()).toBe(text)
    }
    await refused('seven', 'whole number')
    await refused('0', 'begin at 1')
    await refused('-3', 'begin at 1')
    await refused('9,999', 'future')
    await goTo.fill('4')
    await goTo.press('Enter')
    await until(async () => (await diffText()).includes('rev 4 · v3'))
    await until(async () => (await diffText()).includes('"replicas": 3'))

    // The floor rises while it is looked at: what is loaded stays, and what is gone is marked.
    await etcd.etcdctl('compact', '8')
    await until(async () => (await rows()).filter((text) => text.includes('compacted')).length > 0, {
      timeoutMs: 20_000,
    })
    expect(await diffText()).toContain('"replicas": 3')
    await refused('4', 'compacted')
    await page.getByRole('textbox', { name: 'Filter revisions', exact: true }).fill('v9')
    await until(async () => (await list.getByRole('button').count()) === 1)

    // Two pairs of the same texts are counted alike.
    await show('/switch')
    for (const version of ['v4', 'v2']) {
      await row(version).click()
      await until(async () => (await diffText()).includes(`· ${version}`))
      await until(async () => (await diffText()).includes('1 change'))
    }

    await show('/bytes')
    await until(async () => /01\s*03\s*6f\s*6e\s*65/.test(await diffText()))
    await until(async () => (await diffText()).includes('1 change'))
    await show('/never/there')
    await page.getByText('No revision of this key').waitFor()
    expect(app.consoleErrors).toEqual([])
  })
})
