import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { newestKeys } from '../../../main/tree/newest-keys'
import { engineVersions, haveEngine } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { until } from '../../support/until'

const bytes = (value: string) => new TextEncoder().encode(value)

describe.each(engineVersions)('newestKeys on etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version))
  let etcd: RunningEtcd
  let client: EtcdClient
  const newest = async (prefix: string, signal = new AbortController().signal) =>
    (await newestKeys(client, bytes(prefix), signal)).map((key) => new TextDecoder().decode(key))
  const watchers = async () => {
    const text = await (await fetch(`${etcd.endpoints[0]}/metrics`)).text()
    return Number(/^etcd_debugging_mvcc_watcher_total (\d+)/m.exec(text)?.[1])
  }

  beforeAll(async () => {
    if (!haveEngine(version)) return
    etcd = await startEtcd({ version })
    client = new EtcdClient({ endpoints: etcd.endpoints })
  })
  afterAll(async () => {
    await client?.close()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('gives what the last transaction wrote below the prefix, and leaves no watch behind', async () => {
    await etcd.etcdctl('put', '/a/first', 'v')
    await etcd.etcdctl('put', '/a/second', 'v')
    expect(await newest('')).toEqual(['/a/second'])
    expect(await newest('/a/')).toEqual(['/a/second'])
    await until(async () => (await watchers()) === 0)
  })

  test('waits, and ends with its signal, where the last write lies elsewhere or was a delete', async () => {
    await etcd.etcdctl('put', '/b', 'v')
    await etcd.etcdctl('del', '/b')
    expect(await newest('')).toEqual([])
    const stop = new AbortController()
    const waiting = newest('/a/', stop.signal)
    await until(async () => (await watchers()) === 1)
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ failure: { code: 'canceled' } })
    await until(async () => (await watchers()) === 0)
  })
})
