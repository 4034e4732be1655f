import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { checkFile } from '../../../main/snapshot/check-file'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { startEtcd } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'

const check = (file: string) => checkFile({ file }, () => {}).catch(toFailure)

const openIt = (app: TestApp, path: string) =>
  app.client.snapshotView.open({ path }).then(() => undefined, toFailure)

async function verify(app: TestApp, path: string) {
  try {
    for await (const item of app.pull(app.client.snapshot.check({ path }))) void item
    return undefined
  } catch (error) {
    return toFailure(error)
  }
}

/** A snapshot without its trailer, none of whose pages reaches into the next. */
async function smallDatabase(): Promise<Buffer> {
  await using etcd = await startEtcd({ version: '3.5.16' })
  await using dir = await tempDir()
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  for (let i = 0; i < 300; i++)
    await client.unary(KV.method.put, { key: Buffer.from(`/k/${i % 90}`), value: Buffer.alloc(i % 120, 'v') })
  const path = join(dir.path, 'a.db')
  await etcd.etcdctl('snapshot', 'save', path)
  return (await readFile(path)).subarray(0, -32)
}

/** The same database with pages of another size, as systems with other pages have them. */
function withPages(of4k: Buffer, pageSize: number): Buffer {
  const count = of4k.length / 4096
  const bytes = Buffer.alloc(count * pageSize)
  for (let page = 0; page < count; page++)
    of4k.copy(bytes, page * pageSize, page * 4096, page * 4096 + Math.min(4096, pageSize))
  for (const meta of [16, pageSize + 16]) {
    bytes.writeUInt32LE(pageSize, meta + 8)
    let sum = 0xcbf29ce484222325n
    for (const byte of bytes.subarray(meta, meta + 56))
      sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n)
    bytes.writeBigUInt64LE(sum, meta + 56)
  }
  return bytes
}

// What is in a file does not depend on the version of etcd.
describe('an odd file', () => {
  let database: Buffer
  beforeAll(async () => {
    database = await smallDatabase()
  })

  test('of a system with other pages is the same database', async () => {
    await using dir = await tempDir()
    await using app = await startTestApp()
    const [plain, other] = [join(dir.path, 'plain'), join(dir.path, 'other.db')]
    await writeFile(plain, database)
    const expected = await check(plain)
    if ('code' in expected) throw new Error(expected.reason)
    const { hash, revision, keys, totalKeys } = expected.status
    expect(keys).toBe(90)
    for (const pageSize of [8_192, 16_384, 65_536]) {
      await writeFile(other, withPages(database, pageSize))
      expect(await check(other), `${pageSize}`).toMatchObject({ status: { hash, revision, keys, totalKeys } })
    }
    const { id } = await app.client.snapshotView.open({ path: other })
    expect(await app.client.snapshotView.facts({ connectionId: id })).toMatchObject({ keys, revision })
    await writeFile(other, withPages(database, 12_288))
    expect(await check(other)).toMatchObject({
      code: 'corrupt',
      reason: expect.stringContaining('page size'),
    })
  })

  test('that is none is said to be so, and where', async () => {
    await using dir = await tempDir()
    await using app = await startTestApp()
    const at = (name: string) => join(dir.path, name)
    await mkdir(at('folder.db'))
    await symlink(at('nowhere'), at('link.db'))
    await writeFile(at('empty.db'), '')
    await writeFile(at('zeros.db'), Buffer.alloc(100_000))
    await writeFile(at('cut.db'), database.subarray(0, 20_000))
    await writeFile(at('long.db'), Buffer.concat([database, Buffer.alloc(700, 1)]))
    for (const [name, opened, verified] of [
      ['folder.db', 'invalid', 'invalid'],
      ['link.db', 'notFound', 'notFound'],
      ['empty.db', 'invalid', 'corrupt'],
      ['zeros.db', 'corrupt', 'corrupt'],
      ['cut.db', 'corrupt', 'corrupt'],
      ['long.db', undefined, 'corrupt'],
    ] as const) {
      expect((await openIt(app, at(name)))?.code, `${name} opened`).toBe(opened)
      expect((await verify(app, at(name)))?.code, `${name} verified`).toBe(verified)
    }
    expect(await verify(app, 'long.db')).toMatchObject({ code: 'invalid', details: { field: 'path' } })
  })

  test('that may not be read is said to be so', async (context) => {
    if (process.getuid?.() === 0) return context.skip('The user of this run may read every file.')
    await using dir = await tempDir()
    await using app = await startTestApp()
    const path = join(dir.path, 'secret.db')
    await writeFile(path, database)
    await chmod(path, 0)
    expect(await openIt(app, path)).toMatchObject({ code: 'denied' })
    expect(await verify(app, path)).toMatchObject({ code: 'denied' })
  })

  test('whose values somebody changed is opened, and said to be damaged', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await using dir = await tempDir()
    await using app = await startTestApp()
    const path = join(dir.path, 'a.db')
    await etcd.etcdctl('put', 'a', 'a-value-to-be-found')
    await etcd.etcdctl('snapshot', 'save', path)
    const isSumRight = async () => {
      const { id } = await app.client.snapshotView.open({ path })
      const facts = await app.client.snapshotView.facts({ connectionId: id })
      await app.client.connections.close({ id })
      return facts.isSumRight
    }
    expect(await isSumRight()).toBe(true)
    const bytes = await readFile(path)
    bytes.write('A', bytes.indexOf('a-value-to-be-found'))
    await writeFile(path, bytes)
    expect(await isSumRight()).toBe(false)
  })
})
