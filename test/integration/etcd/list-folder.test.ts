import { describe, expect, it } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { IndexThread } from '../../../main/keyindex/index-thread'
import { listFolder } from '../../../main/tree/list-folder'
import { engineVersions, haveEngine } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'

const bytes = (text: string) => new TextEncoder().encode(text)
const kinds = ['apis', 'configmaps', 'events', 'events.k8s.io', 'leases', 'pods', 'podtemplates', 'é', 'é/x']

/** Puts `/r/KIND/i` for each kind, a key that is a folder as well, and neighbours of the prefix. */
async function fill(client: EtcdClient, eachKind: number): Promise<Map<string, number>> {
  const text = kinds.flatMap((kind) => Array.from({ length: eachKind }, (_, i) => `/r/${kind}/${i}`))
  const all = [...text, '/r/pods', '/r/zz', '/q/a', '/s/a']
  for (let from = 0; from < all.length; from += 100) {
    const success = all
      .slice(from, from + 100)
      .map((key) => ({ request: { case: 'requestPut' as const, value: { key: bytes(key) } } }))
    await client.unary(KV.method.txn, { success })
  }
  const count = (kind: string) => all.filter((key) => key.startsWith(`/r/${kind}/`)).length
  return new Map([...kinds.filter((kind) => !kind.includes('/')), 'zz'].map((kind) => [kind, count(kind)]))
}

describe.each(engineVersions)('listFolder on etcd %s', (version) => {
  const test = it.skipIf(!haveEngine(version))

  test.each([
    { way: 'counting children', args: [] as string[], seekFromKeys: 0 },
    { way: 'listing all keys', args: [], seekFromKeys: Infinity },
    { way: 'listing them where transactions are small', args: ['--max-txn-ops=100'], seekFromKeys: 0 },
  ])('finds the children of a folder with exact counts by $way', async ({ args, seekFromKeys }) => {
    await using etcd = await startEtcd({ version, args })
    await using client = new EtcdClient({ endpoints: etcd.endpoints })
    const expected = await fill(client, 400)
    const thread = new IndexThread()
    try {
      const folder = { prefix: bytes('/r/'), separator: bytes('/'), isTop: false, thread, seekFromKeys }
      let children = new Map<string, number>()
      let keys: string[] = []
      for await (const page of listFolder(client, folder, new AbortController().signal)) {
        const listed = [...page.children.values()]
        children = new Map(
          listed.map(({ segment, count }) => [Buffer.from(segment, 'latin1').toString(), count]),
        )
        keys = listed.filter(({ isKey }) => isKey).map(({ segment }) => segment)
      }
      expect(children).toEqual(expected)
      expect(keys.sort()).toEqual(['pods', 'zz'])
    } finally {
      await thread.close()
    }
  })
})
