import type { JsonObject } from '../../shared/k8s/json'
import { podEvent } from './event'
import { metadata, ownerOf, type Making } from './metadata'
import { nodeName } from './node'
import { pod } from './pod'
import { builtIn, type SampleObject } from './sample-object'
import { day, hour } from './times'

export interface JobOptions {
  readonly name: string
  readonly namespace: string
  readonly nodes: number
}

/** A job that ended well, its pod, and the volume that it wrote to. */
export function* job(
  making: Making,
  { name, namespace, nodes }: JobOptions,
): Generator<SampleObject, void, undefined> {
  const { random, times } = making
  const age = hour + random.below(day)
  const labels = { 'batch.kubernetes.io/job-name': name }
  const image = `registry.example.com/${namespace}/report:v2`
  const object: JsonObject = {
    ...{ apiVersion: 'batch/v1', kind: 'Job' },
    metadata: metadata(making, name, { namespace, age, labels }),
    spec: {
      ...{ parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'report', image }], restartPolicy: 'Never' },
      },
    },
    status: {
      conditions: [
        {
          ...{ type: 'Complete', status: 'True', reason: 'CompletionsReached' },
          ...{ lastProbeTime: times.ago(age - 60), lastTransitionTime: times.ago(age - 60) },
        },
      ],
      ...{ startTime: times.ago(age), completionTime: times.ago(age - 60), succeeded: 1, ready: 0 },
    },
  }
  yield builtIn('jobs', object)
  const ended = pod(making, {
    ...{ name: `${name}-${random.suffix(5)}`, namespace, app: 'report', image, labels, age },
    ...{ owner: ownerOf(object), node: nodeName(random.below(nodes)), fate: 'Succeeded' },
  })
  yield builtIn('pods', ended)
  yield podEvent(making, ended, 'Succeeded')
  yield* volume(making, { name: `${name}-out`, namespace, age })
}

function* volume(
  making: Making,
  { name, namespace, age }: { name: string; namespace: string; age: number },
): Generator<SampleObject, void, undefined> {
  const claim: JsonObject = {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
    metadata: metadata(making, name, {
      ...{ namespace, age },
      more: { finalizers: ['kubernetes.io/pvc-protection'] },
    }),
  }
  const { uid } = claim['metadata'] as { uid: string }
  const volumeName = `pvc-${uid}`
  const what = { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', volumeMode: 'Filesystem' }
  yield builtIn('persistentvolumeclaims', {
    ...claim,
    spec: { ...what, resources: { requests: { storage: '10Gi' } }, volumeName },
    status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' } },
  })
  yield builtIn('persistentvolumes', {
    ...{ apiVersion: 'v1', kind: 'PersistentVolume' },
    metadata: metadata(making, volumeName, { age, more: { finalizers: ['kubernetes.io/pv-protection'] } }),
    spec: {
      ...{ ...what, capacity: { storage: '10Gi' }, persistentVolumeReclaimPolicy: 'Delete' },
      claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1' },
      hostPath: { path: `/var/lib/volumes/${volumeName}`, type: '' },
    },
    status: { phase: 'Bound' },
  })
}
