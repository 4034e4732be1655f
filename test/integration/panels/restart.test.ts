import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPulled, type PulledEvent } from '../../../shared/pulled'
import { startBrowserHost, type BrowserHost } from '../../e2e/driver/browser-run'
import { gone } from '../../e2e/driver/process-log'
import { buildServe, type BuiltServe } from '../../support/build-serve'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { profileOf, type TestClient } from '../../support/test-app'
import { connectTo } from '../../support/transport'
import { Recorder, Writers } from './fault-history'
import { bytes, namesOf, readRows, stateWhen } from './panel-reader'

let serve: BuiltServe
let script: string
beforeAll(async () => {
  serve = await buildServe()
  script = serve.script
})
afterAll(() => serve?.[Symbol.asyncDispose]())

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.each(engineVersions)('panels of the browser host as a process, etcd %s', (version) => {
  test(
    'lose and repeat nothing over three kill -9 and a SIGSTOP of the app under load, paused or not',
    { timeout: 120_000 },
    async () => {
      await using etcd = await startEtcd({ version })
      await using home = await tempDir()
      let host: BrowserHost = await startBrowserHost({ home: home.path, script })
      let client: TestClient = (await connectTo(host.url)).client
      const pull = async function* <T>(events: Promise<AsyncIterable<PulledEvent<T>>>) {
        for await (const batch of readPulled(await events, (input) => client.streams.grant(input)))
          yield* batch
      }
      try {
        const { id: connectionId } = await client.connections.add(profileOf(etcd))
        await client.connections.open({ id: connectionId })
        const spec = { kind: 'prefix' as const, key: bytes('/w/'), filters: [], prevKv: false }
        const condition = { keyContains: 'k1' }
        const { id: panel } = await client.panels.open({
          connectionId,
          spec: { ...spec, startRevision: 1n },
          condition,
        })
        const { id: paused } = await client.panels.open({ connectionId, spec })
        await client.panels.pause({ panel: paused })
        await using recorder = new Recorder(etcd.endpoints, '/w/')
        {
          await using writers = new Writers(etcd.endpoints, '/w/', 7)
          for (let i = 0; i < 3; i++) {
            await sleep(300 + 200 * i)
            host.child.kill('SIGKILL')
            await gone(host.child)
            await sleep(200)
            host = await startBrowserHost({ home: home.path, script })
            client = (await connectTo(host.url)).client
            await client.connections.open({ id: connectionId })
          }
          host.child.kill('SIGSTOP')
          await sleep(2_000)
          host.child.kill('SIGCONT')
          expect(writers.acknowledged.length).toBeGreaterThan(100)
        }
        const { kvs } = await client.kv.range({
          connectionId,
          ...{ key: bytes('/w/'), rangeEnd: bytes('/w0') },
        })
        const last = kvs.reduce(
          (max, { modRevision }) => (modRevision > max ? modRevision : max),
          recorder.revision,
        )
        for (const id of [panel, paused]) {
          const wanted = (revision = 0n) => revision >= last && revision >= recorder.revision
          const all = await stateWhen(pull, client.panels.follow({ panel: id }), ({ revision }) =>
            wanted(revision),
          )
          expect(all.activity.kind).toBe(id === panel ? 'live' : 'paused')
          await client.panels.resume({ panel: id })
          const state = await stateWhen(
            pull,
            client.panels.follow({ panel: id }),
            ({ activity }) => activity.kind === 'live',
          )
          const rows = await readRows(client, id, state)
          expect(namesOf(rows)).toEqual(recorder.events.map(({ name }) => name))
          expect(state.events.puts + state.events.deletes).toBe(rows.length)
          expect(state.note?.text).toMatch(/no event lost$/)
        }
        expect(recorder.missingRevisions).toBe(0)
        const [list] = await Promise.all([pull(client.panels.list({ connectionId })).next()])
        expect(list.value).toMatchObject([{ id: panel, condition }, { id: paused }])
        await client.panels.arrange({ connectionId, panels: [paused, panel] })
        expect((await pull(client.panels.list({ connectionId })).next()).value).toMatchObject([
          { id: paused },
          { id: panel },
        ])
      } finally {
        await host.stop()
      }
    },
  )
})
