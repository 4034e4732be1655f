import type { DefragmentState } from '../../../shared/contract/maintenance'
import { EtcdClient } from '../../../main/etcd/client'
import { Maintenance } from '../../../main/etcd/gen/etcdserverpb/maintenance_pb'
import { formatId } from '../../../shared/etcd/id'
import type { RunningEtcd } from '../../support/etcd-server'
import { putEach } from '../../support/put-each'
import type { TestApp } from '../../support/test-app'
import { until } from '../../support/until'

export const bytes = (text: string) => new TextEncoder().encode(text)

/** The one at an index that has to be there. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new RangeError(`Nothing at ${index}.`)
  return found
}

/** So many revisions of one key, with values of a size. */
export function putMany(etcd: RunningEtcd, count: number, sizeBytes = 16, key = '/filler'): Promise<void> {
  const value = bytes('x'.repeat(sizeBytes))
  return putEach(at(etcd.endpoints, 0), count, () => ({ key: bytes(key), value }))
}

export type DefragmentInput = Parameters<TestApp['client']['maintenance']['defragment']>[0]

/** Defragments to the end; resolves with every state in order. */
export async function defragment(
  app: TestApp,
  input: DefragmentInput,
  onState: (state: DefragmentState) => Promise<void> | void = () => {},
): Promise<readonly DefragmentState[]> {
  const states: DefragmentState[] = []
  for await (const state of app.pull(app.client.maintenance.defragment(input))) {
    states.push(state)
    await onState(state)
  }
  return states
}

/** The member that leads, by index, as all members see it. */
export async function leaderIndex(etcd: RunningEtcd): Promise<number> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const look = async () => {
    const all = await Promise.all(
      etcd.endpoints.map((endpoint) => client.unary(Maintenance.method.status, {}, { endpoint })),
    )
    const leader = all[0]?.leader
    const index = all.findIndex(({ header }) => header?.memberId === leader)
    const isAgreed = leader !== 0n && all.every((each) => each.leader === leader) && index >= 0
    return isAgreed ? { index } : undefined
  }
  const { index } = await until(look, { what: 'all members agree who leads' })
  return index
}

/** A member's id as the contract has it. */
export async function memberId(etcd: RunningEtcd, index: number): Promise<string> {
  await using client = new EtcdClient({ endpoints: etcd.endpoints })
  const { header } = await client.unary(
    Maintenance.method.status,
    {},
    { endpoint: at(etcd.endpoints, index) },
  )
  return formatId(header?.memberId ?? 0n)
}
