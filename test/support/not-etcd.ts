import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server, type Http2ServerResponse } from 'node:http2'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'

/** A server on a loopback port that is not etcd. Disposing it closes it and every connection to it. */
export interface NotEtcd extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly address: string
}

/** Accepts and says nothing. */
export const silentServer = (): Promise<NotEtcd> => listen(createTcpServer())

/** Accepts and hangs up. */
export const closingServer = (): Promise<NotEtcd> => listen(createTcpServer((socket) => socket.end()))

/** Greets like an SSH server. */
export const greetingServer = (): Promise<NotEtcd> =>
  listen(createTcpServer((socket) => void socket.write('SSH-2.0-nothing\r\n')))

/** An HTTP/1.1 server. */
export const httpServer = (): Promise<NotEtcd> => listen(createHttpServer((_, answer) => answer.end('hello')))

/** An HTTP/2 server that answers every request with this status and a page. */
export const http2Server = (status: number): Promise<NotEtcd> =>
  listen(
    createHttp2Server((_, answer: Http2ServerResponse) => {
      answer.writeHead(status, { 'content-type': 'text/html' })
      answer.end('<p>hello</p>')
    }),
  )

async function listen(server: Server): Promise<NotEtcd> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The kernel gave no port.')
  return {
    address: `127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
