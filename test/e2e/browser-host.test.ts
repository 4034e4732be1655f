import { request, type IncomingMessage } from 'node:http'
import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { tempDir } from '../support/temp-dir'
import { closeChromium, openChromium, startBrowserHost, type BrowserHost } from './driver/browser-run'
import { runToEnd } from './driver/launch'
import { whyNot } from './driver/machine'

const addressOf = (host: BrowserHost) => new URL(host.url)
const tokenOf = (host: BrowserHost) => addressOf(host).hash.replace('#token=', '')

/** Asks the host for its session as its page does, or as somebody else would. */
async function redeem(
  host: BrowserHost,
  token: string,
  more: Record<string, string> = {},
): Promise<IncomingMessage> {
  const { origin } = addressOf(host)
  const headers = { origin, 'x-etcdesk-token': token, ...more }
  return ask(host, { method: 'POST', path: '/session', headers })
}

function ask(
  host: BrowserHost,
  options: { method?: string; path?: string; headers?: Record<string, string> },
) {
  const { hostname, port } = addressOf(host)
  return new Promise<IncomingMessage>((resolve, reject) => {
    request({ hostname, port, agent: false, ...options }, (answer) => resolve(answer))
      .once('error', reject)
      .end()
  })
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk)
  return text
}

/** Opens the WebSocket: `open`, or the status it was refused with. */
function connect(host: BrowserHost, options: { origin: string; session: string }): Promise<string> {
  const { port } = addressOf(host)
  const protocols = ['etcdesk', `etcdesk.${options.session}`]
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, protocols, { origin: options.origin })
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.once('unexpected-response', (_request, answer) => {
      answer.resume()
      resolve(String(answer.statusCode))
    })
    socket.once('error', (error) => resolve(error.message))
  })
}

async function withHost(body: (host: BrowserHost) => Promise<void>): Promise<void> {
  await using home = await tempDir()
  await using host = await startBrowserHost({ home: home.path })
  await body(host)
}

describe('the browser host', () => {
  afterAll(closeChromium)

  it('refuses a wrong token and takes the right one only once', () =>
    withHost(async (host) => {
      expect((await redeem(host, 'a-wrong-token')).statusCode).toBe(401)
      expect((await redeem(host, tokenOf(host))).statusCode).toBe(200)
      expect((await redeem(host, tokenOf(host))).statusCode).toBe(401)
    }))

  it('refuses a foreign Host header, whatever is asked', () =>
    withHost(async (host) => {
      const headers = { host: `etcd.example:${addressOf(host).port}` }
      expect((await ask(host, { path: '/', headers })).statusCode).toBe(403)
      expect((await redeem(host, tokenOf(host), headers)).statusCode).toBe(403)
    }))

  it('gives a session to its own page only', () =>
    withHost(async (host) => {
      expect((await redeem(host, tokenOf(host), { origin: 'http://etcd.example' })).statusCode).toBe(403)
      expect((await redeem(host, tokenOf(host))).statusCode).toBe(200)
    }))

  it('refuses a WebSocket from a foreign origin or without the session', () =>
    withHost(async (host) => {
      const { origin } = addressOf(host)
      const session = await textOf(await redeem(host, tokenOf(host)))
      expect(await connect(host, { origin: 'http://etcd.example', session })).toBe('403')
      expect(await connect(host, { origin, session: 'a-wrong-session' })).toBe('403')
      expect(await connect(host, { origin, session })).toBe('open')
    }))

  it('serves nothing from outside its folder', () =>
    withHost(async (host) => {
      for (const path of ['/../main/serve.js', '/..%2fmain%2fserve.js', '/%2e%2e/%2e%2e/package.json'])
        expect((await ask(host, { path })).statusCode).toBe(404)
    }))

  it.skipIf(process.platform !== 'linux')('listens on 127.0.0.1 only', () =>
    withHost(async (host) => {
      const port = Number(addressOf(host).port).toString(16).toUpperCase().padStart(4, '0')
      const tables = await Promise.all(
        ['tcp', 'tcp6'].map((table) =>
          readFile(`/proc/${host.child.pid}/net/${table}`, 'utf8').catch(() => ''),
        ),
      )
      const listening = tables.join('\n').match(/\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F:]+ 0A/g) ?? []
      const ours = listening.filter((line) => line.split(' ')[1]?.endsWith(`:${port}`))
      expect(ours.map((line) => line.split(' ')[1])).toEqual([`0100007F:${port}`])
    }),
  )

  it('names the port when it is taken', async () => {
    await withHost(async (host) => {
      await using home = await tempDir()
      const port = Number(addressOf(host).port)
      const second = await runToEnd({ host: 'browser', home: home.path, port })
      expect(second.code).toBeGreaterThan(0)
      expect(second.log).toContain(String(port))
    })
  })

  const reason = whyNot('browser')
  it.skipIf(reason)(
    `shows a page without a token why it is not let in${reason ? ` (skipped: ${reason})` : ''}`,
    () =>
      withHost(async (host) => {
        const page = await (await openChromium()).newPage()
        await page.goto(addressOf(host).origin)
        await page.getByRole('alert').first().waitFor()
        expect(await page.getByRole('heading', { name: 'Connect to etcd' }).count()).toBe(0)
        await page.close()
      }),
  )
})
