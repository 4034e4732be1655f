import { expect, test } from 'vitest'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

/** The app with a connection to `etcd`, in the time machine. */
async function openTimeMachine(app: App, etcd: RunningEtcd) {
  const { page } = app
  await connect(page, { name: 'past', endpoints: etcd.endpoints })
  await page.getByRole('tree', { name: 'Keys', exact: true }).waitFor()
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('tab', { name: 'Time machine', exact: true }).click()
  const field = page.getByRole('textbox', { name: 'Revision', exact: true })
  const tree = page.getByRole('tree', { name: 'Keys as they were', exact: true })
  await field.waitFor()
  return {
    page,
    field,
    tree,
    slider: page.getByRole('slider', { name: 'Revision', exact: true }),
    banner: page.getByRole('status').filter({ hasText: 'The store as it was' }),
    value: page.getByRole('region', { name: 'Value', exact: true }),
    row: (name: string) => tree.getByRole('treeitem', { name, exact: true }),
    button: (name: string) => page.getByRole('button', { name, exact: true }),
    names: () =>
      tree.getByRole('treeitem').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label'))),
    async type(revision: string) {
      await field.fill(revision)
      await field.press('Enter')
    },
  }
}

async function revisionOf(etcd: RunningEtcd): Promise<number> {
  const answer = JSON.parse(await etcd.etcdctl('get', 'x', '-w', 'json')) as { header: { revision: number } }
  return answer.header.revision
}

describeHosts('the time machine', (host) => {
  test('a folder that was deleted is seen as it was, opened, put back, and left for now', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using home = await tempDir()
    await etcd.etcdctl('put', '/shop/cart', 'first')
    await etcd.etcdctl('put', '/shop/items/1', '{"name":"one"}')
    await etcd.etcdctl('put', '/shop/items/2', '{"name":"two"}')
    const before = await revisionOf(etcd)
    await etcd.etcdctl('put', '/shop/cart', 'second')
    await etcd.etcdctl('del', '--prefix', '/shop/items/')
    await etcd.etcdctl('put', '/shop/new', 'later')
    await using app = await launchApp({ host, home: home.path })
    const past = await openTimeMachine(app, etcd)
    const { page, tree, slider, banner, value, row, button, names, type } = past
    const now = await revisionOf(etcd)

    await row('/shop').click()
    await until(async () => (await names()).join() === '/shop,cart,new')
    await row('cart').click()
    await until(async () => (await value.innerText()).includes('second'))
    expect(await slider.getAttribute('aria-valuemin')).toBe('1')
    expect(await slider.getAttribute('aria-valuemax')).toBe(String(now))

    // By the keyboard: to the first revision, a page on, one back; folders, selection and the open key stay.
    await slider.focus()
    await page.keyboard.press('ArrowLeft')
    await until(async () => (await names()).join() === '/shop,cart')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await until(async () => (await names()).join() === '/shop,cart,items')
    expect(await slider.getAttribute('aria-valuenow')).toBe(String(before))
    await expect.poll(() => banner.innerText()).toContain(`at revision ${before}`)
    await expect.poll(() => banner.innerText()).toContain('read-only')
    await until(async () => (await value.innerText()).includes('first'))
    expect(await row('cart').getAttribute('aria-selected')).toBe('true')
    await row('items').click()
    await row('2').click()
    await until(async () => (await value.innerText()).replaceAll('\u00a0', ' ').includes('"name": "two"'))
    for (const write of ['Save', 'Delete', 'New key']) expect(await button(write).count()).toBe(0)
    await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.insertText('typed over')
    expect(await value.innerText()).not.toContain('typed over')

    await page.keyboard.press('Control+p')
    const find = page.getByRole('textbox', { name: 'Filter or go to prefix', exact: true })
    await find.fill('items')
    await until(async () => (await page.getByRole('option').allInnerTexts()).length === 2)
    await find.fill('')

    await button('Put it back').click()
    const dialog = page.getByRole('dialog', { name: 'Put it back', exact: true })
    await dialog.getByText('only if it is still not there').waitFor()
    await dialog.getByRole('button', { name: 'Put it back', exact: true }).click()
    await until(async () =>
      (await etcd.etcdctl('get', '/shop/items/2', '--print-value-only')).includes('two'),
    )

    await slider.focus()
    await page.keyboard.press('Home')
    await page.getByText('No keys then').waitFor()
    await type(String(before))
    await until(async () => (await names()).includes('items'))
    await row('2').click()
    await button('Back to now').click()
    const keys = page.getByRole('tree', { name: 'Keys', exact: true })
    await keys.getByRole('treeitem', { name: '2', exact: true, selected: true }).waitFor()
    expect(await tree.count()).toBe(0)
  })

  test('a revision that cannot be read is refused beside the field; one that is compacted meanwhile stays', async () => {
    await using etcd = await startEtcd({ version: '3.4.23' })
    await using home = await tempDir()
    for (let i = 1; i <= 8; i++) await etcd.etcdctl('put', `/log/${i}`, `line ${i}`)
    await etcd.etcdctl('compact', '4')
    await using app = await launchApp({ host, home: home.path })
    const { page, field, slider, type, names, row } = await openTimeMachine(app, etcd)
    const now = await revisionOf(etcd)

    await until(async () => (await slider.getAttribute('aria-valuemin')) === '4')
    const problems: Readonly<Record<string, string>> = {
      '0': 'Revisions begin at 1.',
      '-2': 'Revisions begin at 1.',
      soon: 'A revision is a whole number.',
      '3': 'That is compacted: the oldest is revision 4.',
      '1000': `That is in the future: the store stands at revision ${now}.`,
    }
    for (const [typed, problem] of Object.entries(problems)) {
      await type(typed)
      await page.getByText(problem, { exact: true }).waitFor()
      expect(await field.inputValue()).toBe(typed)
      expect(await field.getAttribute('aria-invalid')).toBe('true')
    }
    await type('5')
    await page.getByText('The store as it was at revision 5', { exact: true }).waitFor()
    await row('/log').click()
    await until(async () => (await names()).length === 5)
    expect(await field.getAttribute('aria-invalid')).toBeNull()

    await etcd.etcdctl('compact', '7')
    await page.getByText('This revision has been compacted meanwhile.').waitFor()
    expect(await names()).toHaveLength(5)
    // What was not loaded is told to be gone, never not to have been there.
    await row('1').click()
    await page.getByText('It could not be read.', { exact: true }).waitFor()
    expect(await page.getByText('It was not there.').count()).toBe(0)
    await until(async () => (await slider.getAttribute('aria-valuemin')) === '7')
    await slider.focus()
    await page.keyboard.press('Home')
    await until(async () => (await names()).length === 7)
  })

  test('values are searched and exported as they were', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using home = await tempDir()
    await etcd.etcdctl('put', '/kept/1', 'needle one')
    await etcd.etcdctl('put', '/kept/2', 'needle two')
    const before = await revisionOf(etcd)
    await etcd.etcdctl('del', '/kept/1')
    await using app = await launchApp({ host, home: home.path })
    const { page, type, names, button, banner } = await openTimeMachine(app, etcd)
    await type(String(before))
    await until(async () => (await banner.innerText()).includes(`revision ${before}`))
    await button('Search in values…').click()
    const search = page.getByRole('dialog', { name: 'Search in values', exact: true })
    await search.getByRole('textbox', { name: 'Text', exact: true }).fill('needle')
    await search.getByRole('button', { name: 'Search', exact: true }).click()
    await search.getByRole('button', { name: '/kept/1' }).click()
    await until(async () => (await names()).join() === '/kept,1,2')
    await button('Export…').click()
    const dialog = page.getByRole('dialog', { name: 'Export', exact: true })
    const path = `${home.path}/then.jsonl`
    await dialog.getByRole('textbox', { name: 'File', exact: true }).fill(path)
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByText(`as of revision ${before}: `).waitFor()
    await expect.poll(() => dialog.getByRole('status').innerText()).toContain('2 keys')
  })
})
