import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { profileOf, startTestApp } from '../support/test-app'
import { until } from '../support/until'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const bytes = (text: string) => new TextEncoder().encode(text)
const json = '{"n":12345678901234567890,"list":[1]}'

describeHosts('every value', (host) => {
  test('is decoded, formatted, checked, kept in the view of its folder, and goes to a file and back', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using home = await tempDir()
    await using files = await tempDir()
    // A second client, for values of any bytes.
    await using other = await startTestApp()
    const { id: connectionId } = await other.client.connections.add(profileOf(etcd))
    await other.client.connections.open({ id: connectionId })
    const put = (key: string, value: Uint8Array) =>
      other.client.kv.create({ connectionId, key: bytes(key), value })
    const read = async (key: string) =>
      (await other.client.kv.range({ connectionId, key: bytes(key) })).kvs[0]?.value
    await put('/v/gzip', Uint8Array.from(gzipSync(json)))
    await put('/v/json', bytes(json))
    await put('/v/plain', bytes('plain text'))
    await put('/v/wrapped', bytes(Buffer.from('{"mine":0}'.padEnd(20)).toString('base64')))
    await put('/w/one', bytes('first'))
    await put('/w/two', bytes('second'))

    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'values', endpoints: etcd.endpoints })

    const tree = page.getByRole('tree', { name: 'Keys', exact: true })
    const value = page.getByRole('region', { name: 'Value', exact: true })
    const details = page.getByRole('region', { name: 'Key details', exact: true })
    const shownAs = value.getByRole('combobox', { name: 'Shown as', exact: true })
    const save = value.getByRole('button', { name: 'Save', exact: true })
    const open = async (folder: string, name: string) => {
      const row = tree.getByRole('treeitem', { name: folder, exact: true })
      if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click()
      await tree.getByRole('treeitem', { name, exact: true }).click()
      await until(async () => (await details.innerText()).includes(`${folder}/${name}`))
    }
    const isShownAs = (name: string) => until(async () => (await shownAs.innerText()).trim() === name)

    await open('/v', 'gzip')
    await isShownAs('gzip · JSON')
    // Nobody can type in it, so it is laid out for reading.
    const laidOut = '{\n  "n": 12345678901234567890,\n  "list": [\n    1\n  ]\n}'
    const lines = async () => (await value.locator('.view-lines').innerText()).replaceAll('\u00a0', ' ')
    await until(async () => (await lines()) === laidOut)
    expect(await save.count()).toBe(0)

    await open('/v', 'json')
    await isShownAs('JSON')
    await page.setViewportSize({ width: 960, height: 600 })
    // All that can be done is on one line also in a small window.
    const tops = new Set<number>()
    for (const name of ['Format', 'File', 'Copy as', 'Delete', 'Save']) {
      const box = await value.getByRole('button', { name, exact: true }).boundingBox()
      tops.add(Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2))
    }
    tops.add(await shownAs.boundingBox().then((box) => Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2)))
    expect(tops.size).toBe(1)
    await value.getByRole('button', { name: 'Format', exact: true }).click()
    await save.click()
    await until(async () => Buffer.from((await read('/v/json')) ?? []).toString() === laidOut)

    await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('{"a": [1,,2]}')
    await until(async () => (await value.innerText()).includes('This is not JSON. Line 1, column 10:'))
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('{"a": ')
    await until(async () => (await value.innerText()).includes('Line 1, column 7:'))
    expect(await save.isDisabled()).toBe(true)
    await value.getByRole('button', { name: 'Save as text', exact: true }).click()
    await until(async () => Buffer.from((await read('/v/json')) ?? []).toString() === '{"a": ')

    await open('/v', 'wrapped')
    await isShownAs('base64 · JSON')
    await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.insertText(' ')
    await until(() => save.isEnabled())
    const stored = (await other.client.kv.range({ connectionId, key: bytes('/v/wrapped') })).kvs[0]
    const theirs = bytes(Buffer.from('{"theirs":1}'.padEnd(20)).toString('base64'))
    const modRevision = stored?.modRevision ?? 0n
    await other.client.kv.save({ connectionId, key: bytes('/v/wrapped'), value: theirs, modRevision })
    await value.getByRole('button', { name: 'Show difference', exact: true }).click()
    const conflict = page.getByRole('dialog', { name: 'Somebody else wrote this key', exact: true })
    // What lies inside is compared, not the base64 around it.
    await until(async () => (await conflict.innerText()).includes('"theirs":1'))
    await conflict.getByRole('button', { name: 'Take theirs', exact: true }).click()
    await until(async () => (await lines()).includes('"theirs":1'))

    await open('/w', 'one')
    await isShownAs('Text')
    await shownAs.click()
    await page.getByRole('option', { name: 'Base64', exact: true }).click()
    await until(async () => (await value.locator('.view-lines').innerText()).includes('Zmlyc3Q='))
    await open('/w', 'two')
    await isShownAs('Base64')

    const chosen = join(files.path, 'any.bin')
    const any = Uint8Array.from({ length: 3000 }, (_, at) => (at * 7) & 0xff)
    await writeFile(chosen, any)
    await open('/v', 'plain')
    await page.getByLabel('Value file', { exact: true }).setInputFiles(chosen)
    await isShownAs('Hex')
    await save.click()
    await until(async () => Buffer.from((await read('/v/plain')) ?? []).equals(Buffer.from(any)))

    // The desktop app asks where to, in a dialog of the system that no test can press.
    if (host === 'browser') {
      const saved = join(files.path, 'saved.bin')
      await value.getByRole('button', { name: 'File', exact: true }).click()
      const arrives = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'Save value to file', exact: true }).click()
      const download = await arrives
      expect(download.suggestedFilename()).toBe('plain')
      await download.saveAs(saved)
      expect(Uint8Array.from(await readFile(saved))).toEqual(any)
    }

    await writeFile(chosen, new Uint8Array(3 * 1024 * 1024))
    await page.getByLabel('Value file', { exact: true }).setInputFiles(chosen)
    await until(() => save.isEnabled())
    await save.click()
    await until(async () =>
      (await value.innerText()).includes('The value has 3 MiB; this etcd takes 1.5 MiB'),
    )
    expect(await read('/v/plain')).toEqual(any)
    expect(app.consoleErrors).toEqual([])
  })
})
