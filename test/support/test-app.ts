import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { startApp, type RunningApp } from '../../main/app'
import { handlerOptions } from '../../main/handler'
import type { contract } from '../../shared/contract'
import type { ConnectionProfile } from '../../shared/contract/connections'
import { readPulled, type PulledEvent } from '../../shared/pulled'
import { wireSerializers } from '../../shared/wire'
import type { RunningEtcd } from './etcd-server'
import { tempDir } from './temp-dir'

export type TestClient = ContractRouterClient<typeof contract>

/** The whole of main on a home of its own, and a contract client of it over an in-memory port. */
export interface TestApp extends AsyncDisposable {
  readonly app: RunningApp
  readonly home: string
  readonly client: TestClient
  /** Reads a pulled stream item by item; leaving the loop ends it. */
  pull<T>(events: Promise<AsyncIterable<PulledEvent<T>>>): AsyncGenerator<T, void, void>
  /** Adds and opens a connection to a running test cluster; resolves with its id. */
  connect(etcd: RunningEtcd, more?: Partial<ConnectionProfile> & { password?: string }): Promise<string>
}

/** A profile that reaches a test cluster, with its certificates where it has some. */
export function profileOf(etcd: RunningEtcd, more: Partial<ConnectionProfile> = {}): ConnectionProfile {
  const tls = etcd.tls && {
    caFile: etcd.tls.authority.ca.certFile,
    certFile: etcd.tls.client.certFile,
    keyFile: etcd.tls.client.keyFile,
  }
  return { name: 'test', endpoints: [...etcd.endpoints], tls, readOnly: false, ...more }
}

export async function startTestApp(home?: string): Promise<TestApp> {
  const dir = home === undefined ? await tempDir('etcdesk-home-') : undefined
  const path = home ?? dir?.path ?? ''
  const app = await startApp({ home: path, version: 'test', platform: { host: 'browser' } })
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(app.router, handlerOptions).upgrade(port1)
  port1.start()
  const link = new RPCLink({ port: port2, customJsonSerializers: wireSerializers })
  port2.start()
  const client = createORPCClient<TestClient>(link)
  return {
    app,
    home: path,
    client,
    async *pull(events) {
      for await (const batch of readPulled(await events, (input) => client.streams.grant(input))) yield* batch
    },
    async connect(etcd, { password, ...more } = {}) {
      const { id } = await client.connections.add(profileOf(etcd, more))
      await client.connections.open({ id, password })
      return id
    },
    async [Symbol.asyncDispose]() {
      port2.close()
      port1.close()
      await app.stop()
      await dir?.[Symbol.asyncDispose]()
    },
  }
}
