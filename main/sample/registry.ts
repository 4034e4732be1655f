import type { JsonObject } from '../../shared/k8s/json'
import { application } from './application'
import { podEvent } from './event'
import { job } from './job'
import { metadata, type Making } from './metadata'
import { node, nodeName } from './node'
import { pod } from './pod'
import { Random } from './random'
import { builtIn, type SampleObject } from './sample-object'
import { day, Times } from './times'

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']
const teams = ['accounts', 'billing', 'catalogue', 'delivery', 'orders', 'search', 'stock', 'support']
const parts = ['api', 'cache', 'gateway', 'importer', 'mailer', 'queue', 'scheduler', 'web', 'worker']

export interface SampleOptions {
  /** Exactly so many keys. */
  readonly size: number
  /** The newest object was made at about this time. */
  readonly now: Date
  /** The same seed and time give the same registry; default 1. */
  readonly seed?: number
}

/** How many nodes a registry of so many objects has. */
export const nodesFor = (size: number): number => Math.max(3, Math.min(1_000, Math.round(size / 120)))

/** The namespaces in which its applications are. */
export function namespacesFor(size: number): readonly string[] {
  const rounds = Math.max(1, Math.min(20, Math.ceil(size / 10_000)))
  return Array.from({ length: rounds }, (_, round) =>
    teams.map((team) => (rounds === 1 ? team : `${team}-${round + 1}`)),
  ).flat()
}

/**
 * The keys and values of a Kubernetes cluster that nobody runs, as its API server would have stored them: namespaces,
 * nodes and their leases, applications and jobs with all that hangs on them, and events. No two keys are the same.
 */
export function* sampleRegistry(options: SampleOptions): Generator<SampleObject, void, undefined> {
  let left = options.size
  for (const object of endless(options)) {
    if (left-- <= 0) return
    yield object
  }
}

function* endless({ size, now, seed = 1 }: SampleOptions): Generator<SampleObject, void, undefined> {
  const making: Making = { random: new Random(seed), times: new Times(now) }
  const nodes = nodesFor(size)
  const namespaces = namespacesFor(size)
  for (const name of [...systemNamespaces, ...namespaces]) yield namespace(making, name)
  for (let index = 0; index < nodes; index++) yield* node(making, index)
  yield* system(making, nodes)
  for (let round = 0; ; round++) {
    const where = namespaces[round % namespaces.length] as string
    const turn = Math.floor(round / namespaces.length)
    const part = parts[turn % parts.length] as string
    const copy = Math.floor(turn / parts.length)
    const name = copy === 0 ? part : `${part}-${copy + 1}`
    yield* application(making, { name, namespace: where, nodes })
    if (round % 4 === 0) yield* job(making, { name: `report-${round}`, namespace: where, nodes })
  }
}

function namespace(making: Making, name: string): SampleObject {
  return builtIn('namespaces', {
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: metadata(making, name, { age: 20 * day, labels: { 'kubernetes.io/metadata.name': name } }),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  })
}

/** What each cluster has in `kube-system`: a pod of the network on every node, and who leads among the controllers. */
function* system(making: Making, nodes: number): Generator<SampleObject, void, undefined> {
  const where = 'kube-system'
  const labels = { 'k8s-app': 'kube-proxy' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'kube-proxy', image: proxyImage }] } }
  const set: JsonObject = {
    ...{ apiVersion: 'apps/v1', kind: 'DaemonSet' },
    metadata: metadata(making, 'kube-proxy', { namespace: where, age: 20 * day, labels }),
    spec: { selector: { matchLabels: labels }, template, updateStrategy: { type: 'RollingUpdate' } },
    status: {
      ...{ currentNumberScheduled: nodes, numberMisscheduled: 0, desiredNumberScheduled: nodes },
      ...{ numberReady: nodes, updatedNumberScheduled: nodes, numberAvailable: nodes },
    },
  }
  yield builtIn('daemonsets', set)
  const { uid } = set['metadata'] as { uid: string }
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'kube-proxy', uid, controller: true }
  for (let index = 0; index < nodes; index++) {
    const made = pod(making, {
      ...{
        name: `kube-proxy-${making.random.suffix(5)}`,
        namespace: where,
        app: 'kube-proxy',
        labels,
        owner,
      },
      ...{ image: proxyImage, node: nodeName(index), age: 19 * day, fate: 'Running' },
    })
    yield builtIn('pods', made)
    if (index === 0) yield podEvent(making, made, 'Running')
  }
  for (const leader of ['kube-controller-manager', 'kube-scheduler'])
    yield builtIn('leases', {
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      metadata: metadata(making, leader, { namespace: where, age: 20 * day }),
      spec: {
        ...{ holderIdentity: `${nodeName(0)}_${making.random.uid()}`, leaseDurationSeconds: 15 },
        ...{ acquireTime: making.times.microAgo(5 * day), renewTime: making.times.microAgo(1) },
        leaseTransitions: 3,
      },
    })
}

const proxyImage = 'registry.example.com/kube-proxy:v1.32.3'
