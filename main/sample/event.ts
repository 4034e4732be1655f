import type { JsonObject } from '../../shared/k8s/json'
import { metadata, type Making } from './metadata'
import type { PodFate } from './pod'
import { builtIn, type SampleObject } from './sample-object'
import { hour } from './times'

const told: Readonly<Record<PodFate, readonly [type: string, reason: string, message: string]>> = {
  Running: ['Normal', 'Started', 'Started container'],
  Pending: ['Warning', 'FailedScheduling', '0 nodes are available: insufficient memory.'],
  CrashLoopBackOff: ['Warning', 'BackOff', 'Back-off restarting failed container'],
  Succeeded: ['Normal', 'Completed', 'Job completed'],
}

/** What happened to a pod within the last hour; `age`, seconds, where it is known. */
export function podEvent(
  making: Making,
  pod: JsonObject,
  fate: PodFate,
  age = making.random.below(hour),
): SampleObject {
  const { random, times } = making
  const { name, namespace, uid } = pod['metadata'] as { name: string; namespace: string; uid: string }
  const [type, reason, message] = told[fate]
  return builtIn('events', {
    ...{ apiVersion: 'v1', kind: 'Event' },
    // The API server's client names them after the object and the time.
    metadata: metadata(making, `${name}.${random.hex(16)}`, { namespace, age }),
    involvedObject: { kind: 'Pod', namespace, name, uid, apiVersion: 'v1' },
    ...{ type, reason, message },
    source: { component: type === 'Normal' ? 'kubelet' : 'default-scheduler' },
    firstTimestamp: times.ago(age),
    lastTimestamp: times.ago(age),
    count: type === 'Normal' ? 1 : 1 + random.below(30),
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: '',
  })
}
