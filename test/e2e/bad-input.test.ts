import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestAuthority } from '../support/certificates'
import { engineDir } from '../support/engines'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { freePorts } from '../support/ports'
import { tempDir, type TempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const listen = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  )

describeHosts('what cannot be right is said at its place, and nothing typed is lost:', (host) => {
  let etcd: RunningEtcd
  let stranger: TestAuthority
  let home: TempDir
  let app: App
  let page: Page
  const dialog = () => page.getByRole('dialog', { name: 'New connection', exact: true })
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true })

  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16', tls: 'mutual', auth: { user: 'root', password: 'right' } })
    home = await tempDir()
    const path = [engineDir('3.5.16'), process.env['PATH']].join(delimiter)
    stranger = await TestAuthority.create(home.path, 'stranger')
    app = await launchApp({ host, home: join(home.path, 'home'), env: { PATH: path } })
    page = app.page
    await page.getByRole('button', { name: 'New connection', exact: true }).click()
    await field('Name').fill('prod')
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  /** Presses Test and waits until the dialog says this; what was typed must still be there. */
  async function saysOnTest(endpoints: string, sentence: string | RegExp): Promise<void> {
    await field('Endpoints').fill(endpoints)
    await dialog().getByRole('button', { name: 'Test', exact: true }).click()
    await dialog().getByText(sentence).first().waitFor()
    expect(await field('Endpoints').inputValue()).toBe(endpoints)
    expect(await field('Name').inputValue()).toBe('prod')
  }

  test('endpoints without scheme, and ports out of range', async () => {
    await saysOnTest('127.0.0.1:2379', 'write http://127.0.0.1:2379, or https://127.0.0.1:2379 for TLS')
    await saysOnTest('http://127.0.0.1:70000', 'a port is a number from 1 to 65535')
  })

  test('nobody listening, and a server that is not etcd', async () => {
    const [port] = await freePorts(1)
    await saysOnTest(`http://127.0.0.1:${port}`, /refused|nobody|Nobody/)
    const web = createHttpServer((_request, response) => response.end('hello'))
    await saysOnTest(await listen(web), /is not etcd/)
    web.closeAllConnections()
    web.close()
  })

  test('a silent socket: Cancel ends the test and keeps the dialog', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket))
    await field('Endpoints').fill(await listen(silent))
    await dialog().getByRole('button', { name: 'Test', exact: true }).click()
    await until(() => sockets.length > 0)
    await dialog()
      .getByText(/Testing/)
      .waitFor()
    await dialog().getByRole('button', { name: 'Cancel', exact: true }).first().click()
    await dialog()
      .getByText(/Testing/)
      .waitFor({ state: 'hidden' })
    expect(await field('Name').inputValue()).toBe('prod')
    sockets.forEach((socket) => socket.destroy())
    silent.close()
  })

  test('a wrong CA, no client certificate, a file that is none, a wrong password', async () => {
    const secure = etcd.endpoints[0] ?? ''
    await dialog().getByRole('checkbox', { name: 'Use TLS', exact: true }).click()
    await field('User').fill('root')
    await field('Password').fill('wrong-one')
    await field('CA file').fill(stranger.ca.certFile)
    await field('Client certificate file').fill(etcd.tls?.client.certFile ?? '')
    await field('Client key file').fill(etcd.tls?.client.keyFile ?? '')
    await saysOnTest(secure, /authority|issuer|trust|CA/)

    await field('CA file').fill(etcd.tls?.authority.ca.certFile ?? '')
    await saysOnTest(secure, 'The user name or the password is wrong.')
    expect(await field('Password').inputValue()).toBe('wrong-one')

    const notes = join(home.path, 'notes.txt')
    await writeFile(notes, 'shopping list')
    await field('Client key file').fill(notes)
    await saysOnTest(secure, 'it holds no PEM private key')
    await field('Client certificate file').fill('')
    await field('Client key file').fill('')
    await saysOnTest(secure, /client certificate/)
  })

  test('the right answers connect; then an empty key, a key that is there, a value that is too large', async () => {
    await field('Client certificate file').fill(etcd.tls?.client.certFile ?? '')
    await field('Client key file').fill(etcd.tls?.client.keyFile ?? '')
    await field('Password').fill('right')
    await dialog().getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('tab', { name: 'prod' }).waitFor()

    await page.getByRole('button', { name: 'New key', exact: true }).click()
    const newKey = page.getByRole('dialog', { name: 'New key', exact: true })
    const key = newKey.getByRole('textbox', { name: 'Key', exact: true })
    const value = newKey.getByRole('textbox', { name: 'Value', exact: true })
    const create = newKey.getByRole('button', { name: 'Create', exact: true })
    await key.fill('')
    await value.fill('kept')
    await create.click()
    await newKey
      .getByText(/cannot be empty|needs a name|empty/i)
      .first()
      .waitFor()
    await etcd.etcdctl('put', '/there', 'v')
    await key.fill('/there')
    await create.click()
    await newKey.getByText(/already there/).waitFor()
    expect(await value.inputValue()).toBe('kept')
    await key.fill('/large')
    await value.evaluate((element: HTMLTextAreaElement) => {
      element.value = 'x'.repeat(2_000_000)
      element.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await create.click()
    await newKey
      .getByText(/too large|larger than|limit/i)
      .first()
      .waitFor()
    expect((await value.inputValue()).length).toBe(2_000_000)
    await page.keyboard.press('Escape')
    expect(app.consoleErrors).toEqual([])
  })

  test('a cluster name with a slash', async () => {
    await page.getByRole('button', { name: 'Home', exact: true }).click()
    const clusters = page.getByRole('region', { name: 'Local clusters', exact: true })
    const name = clusters.getByRole('textbox', { name: 'Cluster name', exact: true })
    await name.fill('a/b')
    await clusters.getByRole('button', { name: 'Start', exact: true }).click()
    await clusters.getByText('A name cannot hold a slash.').waitFor()
    expect(await name.inputValue()).toBe('a/b')
  })
})
