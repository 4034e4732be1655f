import { EtcdClient } from '../../main/etcd/client'
import { buildIndex } from '../../main/keyindex/build-index'
import type { Bench } from './bench'
import { compare, perKey, timed } from './compare'
import { etcdctlList, startStore } from './store'

const mebibyte = 1024 * 1024

/**
 * The complete index of all keys, on a new connection, against etcdctl listing them to nowhere; and by how much
 * this process grew at most while it was built.
 */
export const list: Bench = async ({ keys, version, rounds }) => {
  await using etcd = await startStore(keys, version)
  let growth = 0
  const listAll = async () => {
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    const sample = () => (growth = Math.max(growth, process.memoryUsage().rss - before))
    const timer = setInterval(sample, 10)
    try {
      return await timed(async () => {
        await using client = new EtcdClient({ endpoints: etcd.endpoints })
        const target = await client.target()
        const index = await buildIndex({ target, prefix: new Uint8Array(), expectedKeys: keys })
        sample()
        if (index.size !== keys) throw new Error(`${index.size} keys were listed, not ${keys}.`)
      })
    } finally {
      clearInterval(timer)
    }
  }
  const result = await compare(listAll, () => etcdctlList(etcd), rounds)
  return { keys, ...result, ...perKey(result, keys), growthMb: Math.round(growth / mebibyte) }
}
