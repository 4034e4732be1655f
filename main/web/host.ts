import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import type { AnyRouter } from '@orpc/server'
import { WebSocketServer } from 'ws'
import { fail } from '../../shared/failure'
import { handlerOptions } from '../handler'
import { Access } from './access'
import { sendStatic } from './static'

/** Largest message a page may send: etcd's default request limit is 1.5 MiB; this leaves room for servers with more. */
const maxMessageBytes = 64 * 1024 * 1024

export interface WebHost {
  /** The address to open, with its one-time token. */
  readonly url: string
  close(): Promise<void>
}

export interface WebHostOptions {
  readonly router: AnyRouter
  readonly rendererDir: string
  /** 0: the kernel chooses. */
  readonly port: number
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

/** Serves the app on 127.0.0.1 only. Fails with `precondition` when the port is taken. */
export async function startWebHost({ router, rendererDir, port }: WebHostOptions): Promise<WebHost> {
  const access = new Access()
  let authority = ''
  const handler = new RPCHandler(router, handlerOptions)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols: (offered) => (offered.has('etcdesk') ? 'etcdesk' : false),
  })

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (!access.isOurHost(request)) return refuse(response, 403, 'This host name is not served here.')
    const { pathname } = new URL(request.url ?? '/', `http://${authority}`)
    if (request.method === 'POST' && pathname === '/session') {
      if (!access.isOurOrigin(request)) return refuse(response, 403, 'This page may not ask.')
      const session = access.redeem(request.headers['x-etcdesk-token'])
      if (!session) return refuse(response, 401, 'This token is wrong or was used already.')
      response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(session)
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Not allowed.')
    void sendStatic(response, rendererDir, pathname, authority)
  }

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const mayEnter =
      access.isOurHost(request) &&
      access.isOurOrigin(request) &&
      request.url === '/rpc' &&
      access.hasSession(request)
    if (!mayEnter) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (ws) => void handler.upgrade(ws))
  }

  const server = createServer(onRequest)
  server.on('upgrade', onUpgrade)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        fail(
          'precondition',
          taken ? `Port ${port} is taken by another program. Choose another with --port.` : error.message,
          {
            cause: error,
          },
        ),
      )
    })
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve)
  })
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`
  access.authority = authority
  return {
    url: `http://${authority}/#token=${access.token ?? ''}`,
    async close() {
      for (const ws of sockets.clients) ws.close(1001)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      for (const ws of sockets.clients) ws.terminate()
    },
  }
}
