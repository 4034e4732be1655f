import type { JsonObject } from '../../shared/k8s/json'
import { custom, builtIn, type SampleObject } from './sample-object'
import { metadata, ownerOf, type Making } from './metadata'
import { nodeName } from './node'
import { pod, type PodFate } from './pod'
import { podEvent } from './event'
import { day, hour, minute } from './times'

export interface ApplicationOptions {
  readonly name: string
  readonly namespace: string
  readonly nodes: number
}

/** How most pods fare, and what a few do. */
const fates: readonly PodFate[] = [...Array<PodFate>(18).fill('Running'), 'Pending', 'CrashLoopBackOff']

/**
 * An application as people deploy it: its account, settings and secret, a Deployment with the replica set it has and the
 * one before, their pods, the service in front with its endpoints, and what happened to the pods of late.
 */
export function* application(
  making: Making,
  { name, namespace, nodes }: ApplicationOptions,
): Generator<SampleObject, void, undefined> {
  const { random, times } = making
  const age = 2 * day + random.below(14 * day)
  const labels = { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': namespace }
  const meta = (what: string, more: object = {}) =>
    metadata(making, what, { namespace, age, labels, ...more })
  const version = `v1.${random.below(20)}.${random.below(10)}`
  const image = `registry.example.com/${namespace}/${name}:${version}`
  const replicas = 1 + random.below(4)

  yield builtIn('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(name) })
  yield builtIn('configmaps', {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(`${name}-settings`) },
    data: { 'settings.yaml': `workers: ${replicas}\nlog:\n  level: info\n  format: json\n` },
  })
  yield builtIn('secrets', {
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: meta(`${name}-token`), type: 'Opaque' },
    data: { token: btoa(random.hex(32)) },
  })

  const pods = Array.from({ length: replicas }, () => random.pick(fates))
  const ready = pods.filter((fate) => fate === 'Running').length
  const spec = { metadata: { labels }, spec: { containers: [{ name, image }], serviceAccountName: name } }
  const deployment: JsonObject = {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
    metadata: meta(name, { annotations: { 'deployment.kubernetes.io/revision': '2' } }),
    spec: {
      ...{ replicas, selector: { matchLabels: { app: name } }, template: spec },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      ...{ revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
    },
    status: {
      observedGeneration: 2,
      ...{ replicas, updatedReplicas: replicas, readyReplicas: ready, availableReplicas: ready },
      unavailableReplicas: replicas - ready,
      conditions: [
        deploymentCondition(making, 'Progressing', 'True', 'NewReplicaSetAvailable'),
        ready === replicas
          ? deploymentCondition(making, 'Available', 'True', 'MinimumReplicasAvailable')
          : deploymentCondition(making, 'Available', 'False', 'MinimumReplicasUnavailable'),
      ],
    },
  }
  yield builtIn('deployments', deployment)

  const owner = ownerOf(deployment)
  const replicaSet = (count: number, isReady: number): JsonObject => {
    const hash = random.suffix(9)
    const own = { ...labels, 'pod-template-hash': hash }
    return {
      ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
      metadata: meta(`${name}-${hash}`, { labels: own, owner }),
      spec: {
        replicas: count,
        selector: { matchLabels: own },
        template: { ...spec, metadata: { labels: own } },
      },
      status: { replicas: count, readyReplicas: isReady, availableReplicas: isReady, observedGeneration: 1 },
    }
  }
  yield builtIn('replicasets', replicaSet(0, 0))
  const current = replicaSet(replicas, ready)
  yield builtIn('replicasets', current)

  const addresses: string[] = []
  for (const fate of pods) {
    const { name: set } = current['metadata'] as { name: string }
    const made = pod(making, {
      ...{ name: `${set}-${random.suffix(5)}`, namespace, app: name, image, fate },
      labels: { ...labels, 'pod-template-hash': set.slice(name.length + 1) },
      owner: ownerOf(current),
      node: nodeName(random.below(nodes)),
      age: random.below(2 * day) + minute,
    })
    yield builtIn('pods', made)
    const { podIP } = made['status'] as { podIP?: string }
    if (fate === 'Running' && podIP) addresses.push(podIP)
    yield podEvent(making, made, fate)
  }
  yield* service(making, { name, namespace, age, labels, addresses })
  yield custom('stable.example.com/routes', {
    ...{ apiVersion: 'stable.example.com/v1', kind: 'Route', metadata: meta(name) },
    spec: { host: `${name}.${namespace}.example.com`, to: { kind: 'Service', name, weight: 100 } },
    status: { admitted: true, since: times.ago(age - hour) },
  })
}

const deploymentCondition = (
  { times }: Making,
  type: string,
  status: string,
  reason: string,
): JsonObject => ({
  ...{ type, status, reason, message: `Deployment: ${reason}` },
  lastUpdateTime: times.ago(hour),
  lastTransitionTime: times.ago(day),
})

interface ServiceOptions {
  readonly name: string
  readonly namespace: string
  readonly age: number
  readonly labels: JsonObject
  readonly addresses: readonly string[]
}

function* service(
  making: Making,
  { name, namespace, age, labels, addresses }: ServiceOptions,
): Generator<SampleObject, void, undefined> {
  const { random } = making
  const clusterIP = `10.96.${random.below(256)}.${random.below(254) + 1}`
  const object: JsonObject = {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: metadata(making, name, { namespace, age, labels }) },
    spec: {
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' }],
      ...{ selector: { app: name }, clusterIP, clusterIPs: [clusterIP], type: 'ClusterIP' },
      ...{ sessionAffinity: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
      internalTrafficPolicy: 'Cluster',
    },
    status: { loadBalancer: {} },
  }
  yield builtIn('services/specs', object)
  yield builtIn('endpointslices', {
    ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
    metadata: metadata(making, `${name}-${random.suffix(5)}`, {
      ...{ namespace, age, owner: ownerOf(object) },
      labels: { ...labels, 'kubernetes.io/service-name': name },
    }),
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  })
}
