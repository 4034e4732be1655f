import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp } from '../../support/test-app'
import { save } from './seed'

async function fill(etcd: RunningEtcd, last: string) {
  for (const value of ['one', 'two', 'three', last]) await etcd.etcdctl('put', '/a', value)
  await etcd.etcdctl('put', '/b', 'x')
  await etcd.etcdctl('del', '/b')
}

describe.each(engineVersions)('whether a file is a cluster, etcd %s', (version) => {
  test('is told by the hash at the file’s newest revision, as far as it can be', async () => {
    await using etcd = await startEtcd({ version })
    await using twin = await startEtcd({ version })
    await using app = await startTestApp()
    const [connectionId, twinId] = [await app.connect(etcd), await app.connect(twin, { name: 'twin' })]
    await fill(etcd, 'four')
    const { path, clusterId, revision } = await save(app, connectionId)
    const prove = (id: string, file = path) =>
      app.client.snapshot.prove({ path: file, connectionId: id, clusterId })
    expect(await prove(twinId)).toMatchObject({ kind: 'ahead', isOther: true, revision })
    expect(await prove(connectionId)).toMatchObject({
      ...{ kind: 'same', isOther: false, revision, clusterId, member: 'm1', endpoint: etcd.endpoints[0] },
    })
    // What was written since does not count.
    await etcd.etcdctl('put', '/a', 'five')
    await etcd.etcdctl('compact', `${Number(revision) - 1}`)
    expect(await prove(connectionId)).toMatchObject({ kind: 'same', isOther: false })
    await fill(twin, 'four')
    const same = await prove(twinId)
    expect(same).toMatchObject({ kind: 'same', isOther: true })
    expect(same.fileHash).toBe(same.memberHash)

    // The twin keeps what the other file dropped.
    const dropped = join(app.home, 'dropped.db')
    await twin.etcdctl('put', '/a', 'five')
    await etcd.etcdctl('snapshot', 'save', dropped)
    expect(await prove(twinId, dropped)).toMatchObject({ kind: 'incomparable' })
    await twin.etcdctl('put', '/a', 'six')
    await twin.etcdctl('compact', `${revision + 1n}`)
    expect(await prove(twinId)).toMatchObject({ kind: 'compacted' })

    await using third = await startEtcd({ version })
    await fill(third, 'something else')
    const thirdId = await app.connect(third, { name: 'third' })
    const other = await prove(thirdId)
    expect(other).toMatchObject({ kind: 'differs', isOther: true })
    expect(other.fileHash).not.toBe(other.memberHash)

    await third.kill(0)
    expect(await prove(thirdId).then(() => undefined, toFailure)).toMatchObject({ code: 'unavailable' })
    const gone = app.client.snapshot.prove({ path: join(app.home, 'none.db'), connectionId })
    expect(await gone.then(() => undefined, toFailure)).toMatchObject({ code: 'notFound' })
  })
})
