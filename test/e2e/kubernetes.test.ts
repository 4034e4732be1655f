import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesToText, textToBytes } from '../../shared/etcd/key'
import { decodeObject } from '../../shared/k8s/decode-object'
import { editObject } from '../../shared/k8s/edit-object'
import type { JsonObject } from '../../shared/k8s/json'
import { newObject } from '../../shared/k8s/new-object'
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
const web = '/registry/deployments/shop/web'
const token = '/registry/secrets/shop/token'

describeHosts('Kubernetes objects', (host) => {
  let etcd: RunningEtcd
  let client: EtcdClient
  let home: TempDir
  let app: App
  let page: Page
  const value = () => page.getByRole('region', { name: 'Value', ...exact })
  const text = async () => (await value().locator('.view-lines').innerText()).replaceAll('\u00a0', ' ')
  const read = async (key: string) => {
    const { kvs } = await client.unary(KV.method.range, { key: textToBytes(key) })
    return kvs[0]?.value ?? new Uint8Array()
  }

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    client = new EtcdClient({ endpoints: etcd.endpoints })
    const containers = [{ name: 'main', image: 'web:1' }]
    const deployment = newObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { replicas: 2, template: { spec: { containers } } },
    })
    const secret = newObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'token', namespace: 'shop' },
      data: { password: 'aHVudGVyMg==' },
    })
    await client.unary(KV.method.put, { key: textToBytes(web), value: deployment })
    await client.unary(KV.method.put, { key: textToBytes(token), value: secret })
    home = await tempDir()
    app = await launchApp({ host, home: home.path })
    page = app.page
    await connect(page, { name: 'cluster', endpoints: etcd.endpoints })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await client?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  async function open(key: string) {
    const tree = page.getByRole('tree', { name: 'Keys', ...exact })
    const [, registry, ...rest] = key.split('/')
    for (const name of [`/${registry}`, ...rest.slice(0, -1)]) {
      const folder = tree.getByRole('treeitem', { name, ...exact }).last()
      await folder.waitFor()
      if ((await folder.getAttribute('aria-expanded')) !== 'true') await folder.click()
    }
    await tree.getByRole('treeitem', { name: rest.at(-1) ?? '', ...exact }).click()
    const details = page.getByRole('region', { name: 'Key details', ...exact })
    await until(async () => (await details.innerText()).includes(key))
  }

  test('a Deployment is the YAML people know; its image is changed and saved, and nothing else of it', async () => {
    await open(web)
    await until(async () => (await text()).includes('kind: Deployment'))
    expect(await text()).toContain('image: web:1')
    await value()
      .getByText(/goes past the API server/)
      .waitFor()
    const before = await read(web)
    await value()
      .getByRole('textbox', { name: 'Value', ...exact })
      .focus()
    await page.keyboard.press('Control+f')
    await page.keyboard.insertText('web:1')
    await page.keyboard.press('Escape')
    await page.keyboard.insertText('web:2')
    await value()
      .getByRole('button', { name: 'Save', ...exact })
      .click()
    await until(async () => bytesToText(await read(web)).includes('web:2'))
    const after = await read(web)
    expect([...after].filter((byte, at) => byte !== before[at])).toHaveLength(1)
    expect(decodeObject(after)?.unknown).toEqual([])
    await until(async () => (await text()).includes('image: web:2'))
    await page.keyboard.press('Control+h')
    const revisions = page.getByRole('list', { name: 'Revisions', ...exact })
    await revisions.getByRole('listitem').nth(1).waitFor()
    await page.getByRole('link', { name: 'Keys', ...exact }).click()
  })

  test('what cannot be stored is told at its line, and is not saved', async () => {
    await value()
      .getByRole('textbox', { name: 'Value', ...exact })
      .focus()
    await page.keyboard.press('Control+f')
    await page.keyboard.insertText('replicas: 2')
    await page.keyboard.press('Escape')
    await page.keyboard.insertText('replicas: many')
    await value()
      .getByText(/^Line \d+: spec\.replicas must be a whole number/)
      .waitFor()
    expect(
      await value()
        .getByRole('button', { name: 'Save', ...exact })
        .isDisabled(),
    ).toBe(true)
    // Words are undone one by one.
    await until(async () => {
      await page.keyboard.press('Control+z')
      return (await text()).includes('replicas: 2')
    })
  })

  test('what somebody else changed meanwhile is merged with what was typed, seen, and then saved', async () => {
    await value()
      .getByRole('textbox', { name: 'Value', ...exact })
      .focus()
    await page.keyboard.press('Control+f')
    await page.keyboard.insertText('replicas: 2')
    await page.keyboard.press('Escape')
    for (const key of ['End', 'Backspace', '5']) await page.keyboard.press(key)
    await until(async () => (await text()).includes('replicas: 5'))
    const stored = await read(web)
    const object = decodeObject(stored)?.object ?? {}
    const metadata = { ...(object['metadata'] as JsonObject), labels: { team: 'shop' } }
    const theirs = editObject(stored, { ...object, metadata }).value
    await client.unary(KV.method.put, { key: textToBytes(web), value: theirs })
    await value()
      .getByRole('button', { name: 'Show difference', ...exact })
      .click()
    const conflict = page.getByRole('dialog', { name: 'Somebody else wrote this key', ...exact })
    await until(async () => /team: shop/.test((await conflict.innerText()).replaceAll('\u00a0', ' ')))
    await conflict.getByRole('combobox', { name: 'Compare', ...exact }).click()
    await page.getByRole('option', { name: 'What I changed', ...exact }).click()
    await until(async () => /replicas: 5/.test((await conflict.innerText()).replaceAll('\u00a0', ' ')))
    await conflict.getByRole('button', { name: 'Merge both', ...exact }).click()
    await until(async () => /team: shop[\s\S]*replicas: 5/.test(await text()))
    expect(await read(web)).toEqual(theirs)
    await value()
      .getByRole('button', { name: 'Save', ...exact })
      .click()
    await until(async () => {
      const saved = decodeObject(await read(web))?.object
      const labels = (saved?.['metadata'] as JsonObject)['labels']
      return JSON.stringify([labels, (saved?.['spec'] as JsonObject)['replicas']]) === '[{"team":"shop"},5]'
    })
  })

  test("a Secret's data is shown only when it is asked for", async () => {
    await open(token)
    await until(async () => (await text()).includes('kind: Secret'))
    expect(await text()).not.toContain('aHVudGVyMg')
    await value()
      .getByRole('button', { name: 'Show the data', ...exact })
      .click()
    await until(async () => (await text()).includes('aHVudGVyMg=='))
  })
})
