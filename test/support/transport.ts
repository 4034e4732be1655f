import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { RPCHandler } from '@orpc/server/message-port'
import type { AnyRouter } from '@orpc/server'
import { WebSocket } from 'ws'
import { handlerOptions } from '../../main/handler'
import { startWebHost } from '../../main/web/host'
import { wireSerializers } from '../../shared/wire'
import type { TestClient } from './test-app'

/** `port`: as Electron carries the contract; `websocket`: the browser host itself, with token, Host and Origin. */
export const transports = ['port', 'websocket'] as const
export type Transport = (typeof transports)[number]

export interface Connected extends AsyncDisposable {
  readonly client: TestClient
}

/** A contract client of a router over a real transport; disposing it hangs up. */
export function connect(router: AnyRouter, transport: Transport): Promise<Connected> {
  return transport === 'port' ? connectPort(router) : connectSocket(router)
}

async function connectPort(router: AnyRouter): Promise<Connected> {
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(router, handlerOptions).upgrade(port1)
  port1.start()
  const link = new PortLink({ port: port2, customJsonSerializers: wireSerializers })
  port2.start()
  return {
    client: createORPCClient<TestClient>(link),
    async [Symbol.asyncDispose]() {
      port2.close()
      port1.close()
    },
  }
}

async function connectSocket(router: AnyRouter): Promise<Connected> {
  const host = await startWebHost({ router, rendererDir: import.meta.dirname, port: 0 })
  const connection = await connectTo(host.url)
  return {
    client: connection.client,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]()
      await host.close()
    },
  }
}

/** A contract client of a browser host that runs elsewhere, by the address it printed: its token is good for one. */
export async function connectTo(url: string): Promise<Connected> {
  const { origin, host: authority, hash } = new URL(url)
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? ''
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'x-etcdesk-token': token },
  })
  if (!answer.ok) throw new Error(`no session: ${answer.status}`)
  const socket = new WebSocket(`ws://${authority}/rpc`, ['etcdesk', `etcdesk.${await answer.text()}`], {
    origin,
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    client: createORPCClient<TestClient>(
      new SocketLink({
        websocket: socket as unknown as globalThis.WebSocket,
        customJsonSerializers: wireSerializers,
      }),
    ),
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}
