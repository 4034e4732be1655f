import type { ContractRouterClient } from '@orpc/contract'
import { startApp, type RunningApp } from '../../main/app'
import type { contract } from '../../shared/contract'
import type { ConnectionProfile } from '../../shared/contract/connections'
import { readPulled, type PulledEvent } from '../../shared/pulled'
import type { RunningEtcd } from './etcd-server'
import { tempDir } from './temp-dir'
import { connect, type Transport } from './transport'

export type TestClient = ContractRouterClient<typeof contract>

/** The whole of main on a home of its own, and a contract client of it over a real transport. */
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

export interface TestAppOptions {
  /** Default: a fresh one, removed at the end. */
  readonly home?: string
  /** Default: an in-memory message port. */
  readonly transport?: Transport
  /** Default: the app's own. */
  readonly maxIndexedKeys?: number
}

export async function startTestApp({
  home,
  transport = 'port',
  maxIndexedKeys,
}: TestAppOptions = {}): Promise<TestApp> {
  const dir = home === undefined ? await tempDir('etcdesk-home-') : undefined
  const path = home ?? dir?.path ?? ''
  const app = await startApp({ home: path, version: 'test', platform: { host: 'browser' }, maxIndexedKeys })
  const connection = await connect(app.router, transport)
  const { client } = connection
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
      await connection[Symbol.asyncDispose]()
      await app.stop()
      await dir?.[Symbol.asyncDispose]()
    },
  }
}
