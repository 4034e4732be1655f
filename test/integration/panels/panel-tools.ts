import { afterAll, beforeAll, describe } from 'vitest'
import type { PanelSpec, PanelState } from '../../../shared/contract/panels'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { bytes, stateWhen } from './panel-reader'

/** What a call fails with. */
export const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

/** A panel over a prefix that asks for nothing more. */
export const specOf = (prefix: string, more: Partial<PanelSpec> = {}): PanelSpec => ({
  ...{ kind: 'prefix', key: bytes(prefix), filters: [], prevKv: false, keptEvents: 100_000 },
  ...more,
})

/** One etcd of each version and an app connected to it, which all tests of a file share. */
export class PanelTools {
  /** @param parts what is there while tests run */
  constructor(private readonly parts: () => { etcd: RunningEtcd; app: TestApp; connectionId: string }) {}

  get etcd(): RunningEtcd {
    return this.parts().etcd
  }

  get app(): TestApp {
    return this.parts().app
  }

  get client(): TestApp['client'] {
    return this.app.client
  }

  get connectionId(): string {
    return this.parts().connectionId
  }

  /** Opens a panel; resolves with its id. */
  async open(prefix: string, more?: Partial<PanelSpec>): Promise<string> {
    const { connectionId } = this
    return (await this.client.panels.open({ connectionId, spec: specOf(prefix, more) })).id
  }

  /** Puts a key by the app itself; resolves with its revision. */
  async put(key: string, value: string): Promise<bigint> {
    const { connectionId } = this
    const success = [{ kind: 'put' as const, key: bytes(key), value: bytes(value) }]
    return (await this.client.kv.txn({ connectionId, compare: [], failure: [], success })).revision
  }

  /** The first state of a panel that `wanted` is true of. */
  when(panel: string, wanted: (state: PanelState) => boolean): Promise<PanelState> {
    return stateWhen(this.app.pull, this.client.panels.follow({ panel }), wanted)
  }

  /** A panel's state when it has seen everything up to a revision. */
  upTo(panel: string, revision: bigint): Promise<PanelState> {
    return this.when(panel, (state) => (state.revision ?? 0n) >= revision)
  }

  /** How many watchers etcd has. */
  async watchers(): Promise<number> {
    const page = await (await fetch(`${this.etcd.endpoints[0]}/metrics`)).text()
    return Number(/^etcd_debugging_mvcc_watcher_total (\d+)/m.exec(page)?.[1])
  }

  disconnect(): Promise<void> {
    return this.client.connections.close({ id: this.connectionId })
  }

  async reconnect(): Promise<void> {
    await this.client.connections.open({ id: this.connectionId })
  }
}

/** Runs tests against every version of etcd. */
export function describePanels(title: string, body: (on: PanelTools) => void): void {
  describe.each(engineVersions)(`${title}, etcd %s`, (version) => {
    let parts: { etcd: RunningEtcd; app: TestApp; connectionId: string } | undefined
    beforeAll(async () => {
      const [etcd, app] = await Promise.all([startEtcd({ version }), startTestApp()])
      parts = { etcd, app, connectionId: await app.connect(etcd) }
    })
    afterAll(async () => {
      await Promise.all([parts?.app, parts?.etcd].map((each) => each?.[Symbol.asyncDispose]()))
    })
    body(
      new PanelTools(() => {
        if (!parts) throw new Error('Nothing runs yet.')
        return parts
      }),
    )
  })
}
