import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectionRow } from '../../../shared/contract/connections'
import { toFailure, type Failure } from '../../../shared/failure'
import { TestAuthority } from '../../support/certificates'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { tempDir } from '../../support/temp-dir'
import { profileOf, startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const failureOf = (call: Promise<unknown>): Promise<Failure | undefined> =>
  call.then(() => undefined, toFailure)

let app: TestApp
beforeEach(async () => {
  app = await startTestApp()
})
afterEach(async () => {
  await app[Symbol.asyncDispose]()
})

const test1 = (endpoints: string[], more: object = {}) =>
  app.client.connections.test({ name: 'x', endpoints, readOnly: false, ...more })

/** The newest row of a connection. */
async function rowOf(id: string): Promise<ConnectionRow | undefined> {
  for await (const rows of app.pull(app.client.connections.watch()))
    return rows.find((each) => each.id === id)
  return undefined
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.each(engineVersions)('etcd %s', (version) => {
  test('each thing that is wrong has its own sentence', async () => {
    await using etcd = await startEtcd({ version, tls: 'mutual', auth: { user: 'root', password: 'right' } })
    await using plain = await startEtcd({ version })
    await using dir = await tempDir()
    const stranger = await TestAuthority.create(dir.path, 'stranger')
    const good = profileOf(etcd, { user: 'root' })
    const secure = etcd.endpoints[0] ?? ''
    const [nobody] = await freePorts(1)
    const web = createHttpServer((_request, response) => response.end('hello'))
    const webUrl = await listen(web)

    const cases: Record<string, Promise<Failure | undefined>> = {
      'nobody listening': failureOf(test1([`http://127.0.0.1:${nobody}`])),
      'wrong CA': failureOf(
        app.client.connections.test({
          ...good,
          password: 'right',
          tls: { ...good.tls, caFile: stranger.ca.certFile },
        }),
      ),
      'missing client certificate': failureOf(
        app.client.connections.test({ ...good, password: 'right', tls: { caFile: good.tls?.caFile } }),
      ),
      'wrong password': failureOf(app.client.connections.test({ ...good, password: 'wrong-secret' })),
      'no password': failureOf(app.client.connections.test(good)),
      'an HTTP server': failureOf(test1([webUrl])),
      'http to a TLS server': failureOf(test1([secure.replace('https', 'http')])),
      'https to a plain server': failureOf(test1([(plain.endpoints[0] ?? '').replace('http', 'https')])),
    }
    const failures = Object.fromEntries(
      await Promise.all(Object.entries(cases).map(async ([name, failure]) => [name, await failure] as const)),
    )
    web.closeAllConnections()
    web.close()
    const sentences = Object.values(failures).map((each) => each?.message)
    expect(sentences).not.toContain(undefined)
    expect(new Set(sentences).size, JSON.stringify(failures, null, 1)).toBe(sentences.length)
    expect(failures['wrong password']?.code).toBe('unauthenticated')
    expect(failures['no password']).toMatchObject({ code: 'unauthenticated', details: { field: 'password' } })
    expect(JSON.stringify(failures)).not.toMatch(/wrong-secret|"right"/)
  })

  test('a connection that drops says so and comes back on another member by itself', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    const id = await app.connect(etcd)
    const used = (await rowOf(id))?.state
    expect(used?.kind).toBe('ready')
    const index = etcd.endpoints.indexOf(used?.kind === 'ready' ? used.endpoint : '')
    await etcd.kill(index)
    const state = await until(async () => {
      const now = (await rowOf(id))?.state
      return now?.kind === 'ready' && now.endpoint !== etcd.endpoints[index] ? now : undefined
    })
    expect(etcd.endpoints).toContain(state.endpoint)
    for (const other of [0, 1, 2]) if (other !== index) await etcd.kill(other)
    const lost = await until(async () => {
      const now = (await rowOf(id))?.state
      return now?.kind === 'lost' ? now : undefined
    })
    expect(lost.failure.code).toBe('unavailable')
    await Promise.all([0, 1, 2].map((each) => etcd.start(each)))
    await until(async () => (await rowOf(id))?.state.kind === 'ready', { timeoutMs: 30_000 })
  })

  test('a password is used and never written', async () => {
    await using etcd = await startEtcd({ version, auth: { user: 'root', password: 'planted-secret-77' } })
    const id = await app.connect(etcd, { user: 'root', password: 'planted-secret-77' })
    await app.client.kv.range({ connectionId: id, key: new TextEncoder().encode('x') })
    const files = await readdir(app.home, { recursive: true, withFileTypes: true })
    for (const file of files.filter((each) => each.isFile())) {
      expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toContain('planted-secret-77')
    }
    await app.client.connections.close({ id })
    expect(await rowOf(id)).toMatchObject({ state: { kind: 'closed' }, needsPassword: true })
  })
})

test('a silent socket is given up after the time-out, and at once on cancel', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket))
  const url = await listen(silent)
  const stop = new AbortController()
  const profile = { name: 'x', endpoints: [url], readOnly: false }
  const canceled = failureOf(app.client.connections.test(profile, { signal: stop.signal }))
  await until(() => sockets.length > 0)
  const begun = performance.now()
  stop.abort()
  await canceled
  expect(performance.now() - begun).toBeLessThan(2_000)
  const failure = await failureOf(app.client.connections.test(profile))
  expect(['deadline', 'unavailable']).toContain(failure?.code)
  sockets.forEach((socket) => socket.destroy())
  silent.close()
})

test('certificate files that are not there or hold something else are said at their field', async () => {
  await using dir = await tempDir()
  const notPem = join(dir.path, 'notes.txt')
  await writeFile(notPem, 'shopping list')
  const https = ['https://127.0.0.1:2379']
  expect(await failureOf(test1(https, { tls: { caFile: join(dir.path, 'none.crt') } }))).toMatchObject({
    code: 'invalid',
    details: { field: 'tls.caFile' },
  })
  expect(await failureOf(test1(https, { tls: { certFile: notPem, keyFile: notPem } }))).toMatchObject({
    code: 'invalid',
    details: { field: 'tls.certFile' },
  })
  const authority = await TestAuthority.create(dir.path)
  expect(await failureOf(test1(https, { tls: { certFile: authority.ca.certFile } }))).toMatchObject({
    code: 'invalid',
    details: { field: 'tls.keyFile' },
  })
})

test('connections are remembered, changed and forgotten', async () => {
  const { client } = app
  const profile = { name: 'kept', endpoints: ['http://127.0.0.1:2379'], readOnly: true }
  const { id } = await client.connections.add(profile)
  expect(await failureOf(client.connections.add(profile))).toMatchObject({
    code: 'exists',
    details: { field: 'name' },
  })
  expect(await failureOf(client.connections.add({ ...profile, name: ' ' }))).toMatchObject({
    code: 'invalid',
    details: { field: 'name' },
  })
  await client.connections.update({ ...profile, id, name: 'renamed' })
  const again = JSON.parse(await readFile(join(app.home, 'connections.json'), 'utf8')) as object
  expect(again).toMatchObject({ connections: [{ id, name: 'renamed', readOnly: true }] })
  await client.connections.remove({ id })
  expect(await rowOf(id)).toBeUndefined()
})

test('a second instance on the same home is refused', async () => {
  const failure = await failureOf(startTestApp({ home: app.home }))
  expect(failure?.code).toBe('precondition')
})
