import { rangeOf } from '../../shared/etcd/range'
import { textToBytes } from '../../shared/etcd/key'
import type { KeyValue } from '../../shared/contract/kv'
import { decodeObject } from '../../shared/k8s/decode-object'
import { editObject } from '../../shared/k8s/edit-object'
import type { Json, JsonObject } from '../../shared/k8s/json'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { toKeyValue } from '../etcd/rows'
import { toCompare, toRequestOp } from '../etcd/txn'
import { podEvent } from './event'
import { EventLease } from './event-lease'
import type { Making } from './metadata'
import { pod } from './pod'
import { Random } from './random'
import { builtIn, type SampleObject } from './sample-object'
import { Times } from './times'

const leases = textToBytes('/registry/leases/kube-node-lease/')
const pods = textToBytes('/registry/pods/')

/** A kubelet renews its lease every ten seconds. */
const renewEveryMs = 10_000
const podEveryMs = 2_000
/** More nodes than so many are renewed one after the other, as fast as that goes in ten seconds. */
const leastPauseMs = 20
/** Pods to choose from; a larger registry is alive in its first ones. */
const podsLookedAt = 200

/**
 * Keeps a sample registry changing as a cluster would, until the signal aborts: the nodes renew their leases, and now and
 * then a pod is replaced by its owner, with the event that tells of it. Each write is guarded by the revision it is of.
 * Throws what etcd refuses.
 */
export async function liveOn(client: EtcdClient, signal: AbortSignal): Promise<void> {
  const random = new Random(Date.now())
  const events = new EventLease(client)
  await Promise.all([renewLeases(client, signal), replacePods(client, { random, events, signal })])
}

async function renewLeases(client: EtcdClient, signal: AbortSignal): Promise<void> {
  for (;;) {
    const held = await list(client, leases, { limit: 0n, signal })
    const pause = Math.max(leastPauseMs, renewEveryMs / Math.max(1, held.length))
    for (const kv of held) {
      const value = renewed(kv)
      if (value) await replace(client, kv, value, signal)
      await delay(pause, signal)
    }
    if (held.length === 0) await delay(renewEveryMs, signal)
  }
}

/** Undefined for what is no lease any more: people try things on a sample. */
function renewed({ value }: KeyValue): Uint8Array | undefined {
  const lease = objectOf(value)
  if (lease?.['kind'] !== 'Lease') return undefined
  const spec = { ...(lease['spec'] as JsonObject), renewTime: new Times(new Date()).microAgo(0) }
  return editObject(value, { ...lease, spec }).value
}

interface Living {
  readonly random: Random
  readonly events: EventLease
  readonly signal: AbortSignal
}

async function replacePods(client: EtcdClient, living: Living): Promise<void> {
  const { random, signal } = living
  for (;;) {
    await delay(podEveryMs, signal)
    const found = await list(client, pods, { limit: BigInt(podsLookedAt), signal })
    if (found.length > 0) await replacePod(client, random.pick(found), living)
  }
}

/** One pod goes and another one of its owner comes, as when a node is drained. */
async function replacePod(
  client: EtcdClient,
  old: KeyValue,
  { random, events, signal }: Living,
): Promise<void> {
  const { kind, metadata, spec, status } = objectOf(old.value) ?? {}
  if (kind !== 'Pod') return
  const { namespace, labels, ownerReferences, generateName } = metadata as JsonObject
  const owner = (ownerReferences as readonly Json[] | undefined)?.[0] as JsonObject | undefined
  const container = ((spec as JsonObject)['containers'] as readonly JsonObject[])[0]
  const phase = (status as JsonObject)['phase']
  if (!owner || !container || phase === 'Succeeded') return
  const making: Making = { random, times: new Times(new Date()) }
  const next = pod(making, {
    ...{ namespace: String(namespace), app: String(container['name']), image: String(container['image']) },
    ...{ name: `${String(generateName)}${random.suffix(5)}`, labels: labels as JsonObject, owner },
    ...{ node: String((spec as JsonObject)['nodeName'] ?? 'node-001'), age: 0, fate: 'Running' },
  })
  const made = [builtIn('pods', next), podEvent(making, next, 'Running', 0)]
  const lease = await events.id(signal)
  await client.unary(
    KV.method.txn,
    {
      compare: [
        unchanged(old),
        ...made.map(({ key }) => toCompare({ key, target: 'createRevision', equals: 0n })),
      ],
      success: [toRequestOp({ kind: 'delete', key: old.key }), ...made.map((each) => put(each, lease))],
    },
    { signal },
  )
}

const put = ({ key, value, isEvent }: SampleObject, lease: string) =>
  toRequestOp({ kind: 'put', key, value, lease: isEvent ? lease : undefined })

const unchanged = ({ key, modRevision }: KeyValue) =>
  toCompare({ key, target: 'modRevision', equals: modRevision })

async function replace(client: EtcdClient, kv: KeyValue, value: Uint8Array, signal: AbortSignal) {
  const success = [toRequestOp({ kind: 'put', key: kv.key, value, ignoreLease: true })]
  await client.unary(KV.method.txn, { compare: [unchanged(kv)], success }, { signal })
}

async function list(
  client: EtcdClient,
  prefix: Uint8Array,
  { limit, signal }: { readonly limit: bigint; readonly signal: AbortSignal },
): Promise<readonly KeyValue[]> {
  const { kvs } = await client.unary(KV.method.range, { ...rangeOf(prefix), limit }, { signal })
  return kvs.map(toKeyValue)
}

/** Decoded; undefined for what is no Kubernetes object that can be read. */
function objectOf(value: Uint8Array): JsonObject | undefined {
  try {
    return decodeObject(value)?.object
  } catch {
    return undefined
  }
}
