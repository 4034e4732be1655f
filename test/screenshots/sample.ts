import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'

const shown = '/registry/pods/default/web'
const folders: Readonly<Record<string, number>> = {
  '/registry/configmaps/default': 8,
  '/registry/deployments/default': 5,
  '/registry/events/kube-system': 64,
  '/registry/pods/kube-system': 12,
  '/registry/services/specs/default': 4,
  '/config/checkout': 6,
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web', tier: 'front' } },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'web:1.4.2',
        ports: [{ containerPort: 8080 }],
        resources: { limits: { memory: '256Mi' } },
      },
    ],
    restartPolicy: 'Always',
  },
  status: { phase: 'Running', hostIP: '10.0.0.12', podIP: '10.244.1.7' },
}

/** Puts keys as a small Kubernetes control plane would have them; `path` leads to the one that the pictures show. */
export async function putSample(
  endpoints: readonly string[],
): Promise<{ path: readonly string[]; keys: number }> {
  await using client = new EtcdClient({ endpoints })
  const bytes = (text: string) => new TextEncoder().encode(text)
  const put = (key: string, value: unknown) =>
    client.unary(KV.method.put, { key: bytes(key), value: bytes(JSON.stringify(value, null, 2)) })
  for (const [folder, count] of Object.entries(folders))
    for (let i = 1; i <= count; i++) await put(`${folder}/item-${String(i).padStart(3, '0')}`, { item: i })
  for (const phase of ['Pending', 'Running']) await put(shown, { ...pod, status: { ...pod.status, phase } })
  const keys = 1 + Object.values(folders).reduce((sum, count) => sum + count, 0)
  return { path: ['/registry', 'pods', 'default', 'web'], keys }
}
