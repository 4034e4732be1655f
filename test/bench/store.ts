import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { engineDir, type EngineVersion } from '../support/engines'
import { startEtcd, type RunningEtcd } from '../support/etcd-server'
import { timed } from './compare'

const putsPerTxn = 128
const txnsInFlight = 24

export interface Store extends RunningEtcd {
  readonly version: EngineVersion
}

/** One etcd member that holds `keys` keys as Kubernetes would name them. */
export async function startStore(keys: number, version: EngineVersion = '3.5.16'): Promise<Store> {
  const etcd = await startEtcd({ version, args: ['--quota-backend-bytes=8589934592', '--max-txn-ops=1024'] })
  try {
    await loadKeys(etcd.endpoints, keys)
    return { ...etcd, version }
  } catch (error) {
    await etcd[Symbol.asyncDispose]()
    throw error
  }
}

const kinds = ['configmaps', 'deployments', 'endpoints', 'events', 'leases', 'pods', 'secrets', 'services']
/** Namespaces of each kind: the folder that is opened has so many children. */
export const namespaces = 200
/** Folders below the top. */
export const folders = kinds.length * (1 + namespaces)

/** Names of some 45 bytes in the shape of a cluster: 8 kinds, 200 namespaces each, the objects in them. */
const keyAt = (i: number): string => {
  const kind = kinds[i % kinds.length] ?? ''
  const namespace = String(Math.floor(i / kinds.length) % namespaces).padStart(3, '0')
  return `/registry/${kind}/namespace-${namespace}/object-${String(i).padStart(9, '0')}`
}

async function loadKeys(endpoints: readonly string[], keys: number): Promise<void> {
  await using client = new EtcdClient({ endpoints })
  const text = new TextEncoder()
  const value = text.encode(
    JSON.stringify({ kind: 'Pod', apiVersion: 'v1', metadata: { labels: { app: 'bench' } } }),
  )
  let next = 0
  const putNext = async () => {
    while (next < keys) {
      const from = next
      next = Math.min(keys, from + putsPerTxn)
      const success = Array.from({ length: next - from }, (_, i) => ({
        request: { case: 'requestPut' as const, value: { key: text.encode(keyAt(from + i)), value } },
      }))
      await client.unary(KV.method.txn, { success })
    }
  }
  await Promise.all(Array.from({ length: txnsInFlight }, putNext))
}

/** How long etcdctl takes to list all keys to nowhere: the reference of every listing. */
export function etcdctlList(etcd: Store): Promise<number> {
  const args = [
    '--endpoints',
    etcd.endpoints.join(','),
    '--command-timeout=60s',
    'get',
    '',
    '--prefix',
    '--keys-only',
  ]
  return timed(async () => {
    const child = spawn(join(engineDir(etcd.version) ?? '', 'etcdctl'), args, {
      env: { ...process.env, ETCDCTL_API: '3' },
      stdio: 'ignore',
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`etcdctl ended with ${code}.`)
  })
}
