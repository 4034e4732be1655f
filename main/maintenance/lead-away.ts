import { parseId } from '../../shared/etcd/id'
import { fail } from '../../shared/failure'
import { askEndpoint } from '../cluster/ask-endpoint'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'

export interface LeadAway {
  readonly from: { readonly name: string; readonly endpoint: string }
  readonly to: { readonly id: string; readonly name: string }
  readonly timeoutMs: number
}

/** Gives leadership to another member and waits until the old leader follows it. Throws `deadline` when it does not. */
export async function leadAway(
  client: EtcdClient,
  { from, to, timeoutMs }: LeadAway,
  signal: AbortSignal,
): Promise<void> {
  const targetId = parseId(to.id)
  const { endpoint } = from
  await client.unary(Maintenance.method.moveLeader, { targetId }, { signal, endpoint, timeoutMs })
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const { status } = await askEndpoint(client, endpoint, signal)
    if (status?.leader === targetId) return
    if (performance.now() >= deadline)
      throw fail('deadline', `${to.name} did not become the leader within ${timeoutMs / 1000} s.`)
    await delay(100, signal)
  }
}
