import { listFolder } from '../../main/tree/list-folder'
import { EtcdClient } from '../../main/etcd/client'
import type { Bench } from './bench'
import { compare, timed } from './compare'
import { etcdctlList, startStore } from './store'

const top = { prefix: new Uint8Array(), separator: new TextEncoder().encode('/'), isTop: true }

/** A complete keys-only listing by the tree's own means, against etcdctl. A new connection each time, as etcdctl has. */
export const list: Bench = async ({ keys, rounds }) => {
  await using etcd = await startStore(keys)
  const listAll = () =>
    timed(async () => {
      await using client = new EtcdClient({ endpoints: etcd.endpoints })
      let seen = 0
      for await (const page of listFolder(client, top, new AbortController().signal)) seen = page.done
      if (seen !== keys) throw new Error(`${seen} keys were listed, not ${keys}.`)
    })
  return { keys, ...(await compare(listAll, () => etcdctlList(etcd), rounds)) }
}
