import { expect, test } from 'vitest'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const bytes = (text: string) => new TextEncoder().encode(text)

describeHosts('a large value', (host) => {
  test('opens at its first part, and is edited and saved exactly when all of it is here', async () => {
    await using etcd = await startEtcd({ version: '3.5.16', args: ['--max-request-bytes=10485760'] })
    await using home = await tempDir()
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const key = bytes('/large')
    // 4 MiB of lines that differ, so that a part in the wrong place shows.
    const text = Array.from({ length: 262_144 }, (_, i) => `line ${i}`.padEnd(15, '.')).join('\n')
    await client.unary(KV.method.put, { key, value: bytes(text) })
    const read = async () => (await client.unary(KV.method.range, { key })).kvs[0]?.value

    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'large', endpoints: etcd.endpoints })
    await page.getByRole('treeitem', { name: '/large', exact: true }).click()

    const value = page.getByRole('region', { name: 'Value', exact: true })
    const save = value.getByRole('button', { name: 'Save', exact: true })
    await value.getByText('The first 1 MiB of 4.0 MiB').waitFor()
    await expect.poll(() => value.locator('.view-lines').innerText()).toContain('line')
    // A part cannot give back the whole: nothing to save yet.
    expect((await save.count()) === 0 || (await save.isDisabled())).toBe(true)

    await value.getByRole('button', { name: 'Load all', exact: true }).click()
    await value.getByText('The first 1 MiB of 4.0 MiB').waitFor({ state: 'detached' })
    await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.insertText(' the end')
    await until(() => save.isEnabled())
    await save.click()
    const expected = Buffer.from(`${text} the end`)
    await until(async () => expected.equals(Buffer.from((await read()) ?? [])), { timeoutMs: 20_000 })
  })
})
