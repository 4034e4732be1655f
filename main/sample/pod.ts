import type { JsonObject } from '../../shared/k8s/json'
import { metadata, type Making } from './metadata'
import { minute } from './times'

/** How a pod fares. */
export type PodFate = 'Running' | 'Pending' | 'CrashLoopBackOff' | 'Succeeded'

export interface PodOptions {
  readonly name: string
  readonly namespace: string
  readonly app: string
  readonly image: string
  readonly labels: JsonObject
  readonly owner: JsonObject
  readonly node: string
  /** Seconds since it was made. */
  readonly age: number
  readonly fate: PodFate
}

/** A pod of one container, about as large as those of a real cluster. */
export function pod(making: Making, options: PodOptions): JsonObject {
  const { random } = making
  const { name, namespace, labels, owner, age, fate, node } = options
  const isPlaced = fate !== 'Pending'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(making, name, {
      ...{ namespace, age, labels, owner },
      more: { generateName: `${String(owner['name'])}-` },
    }),
    spec: {
      volumes: [{ name: 'kube-api-access', projected: projected() }],
      containers: [container(options)],
      restartPolicy: fate === 'Succeeded' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: options.app,
      serviceAccount: options.app,
      ...(isPlaced ? { nodeName: node } : {}),
      securityContext: { runAsNonRoot: true },
      schedulerName: 'default-scheduler',
      tolerations: ['not-ready', 'unreachable'].map((what) => ({
        ...{ key: `node.kubernetes.io/${what}`, operator: 'Exists', effect: 'NoExecute' },
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: isPlaced
      ? placed(making, options, `10.244.${random.below(200)}.${random.below(250) + 2}`)
      : { phase: 'Pending', conditions: [notScheduled(making, age)], qosClass: 'Burstable' },
  }
}

const projected = (): JsonObject => ({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    {
      configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    },
  ],
  defaultMode: 420,
})

const container = ({ app, image }: PodOptions): JsonObject => ({
  name: app,
  image,
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: [
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: `${app}-token`, key: 'token' } } },
  ],
  resources: { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  volumeMounts: [
    {
      ...{ name: 'kube-api-access', readOnly: true },
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    },
  ],
  readinessProbe: {
    httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
    ...{ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
})

const notScheduled = ({ times }: Making, age: number): JsonObject => ({
  ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
  lastTransitionTime: times.ago(age),
  message: '0 nodes are available: insufficient memory.',
})

function placed(making: Making, options: PodOptions, podIP: string): JsonObject {
  const { times, random } = making
  const { age, fate, image, app } = options
  const startedAt = times.ago(Math.max(0, age - 3))
  const isReady = fate === 'Running'
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']
  const finishedAt = times.ago(Math.max(0, age - 2 * minute))
  const digest = `sha256:${random.hex(64)}`
  const ended = {
    exitCode: 1,
    reason: 'Error',
    startedAt,
    finishedAt,
    containerID: `containerd://${random.hex(64)}`,
  }
  const waiting = { reason: 'CrashLoopBackOff', message: `back-off 5m0s restarting failed container=${app}` }
  const state: Record<Exclude<PodFate, 'Pending'>, JsonObject> = {
    Running: { running: { startedAt } },
    CrashLoopBackOff: { waiting },
    Succeeded: { terminated: { ...ended, exitCode: 0, reason: 'Completed' } },
  }
  return {
    phase: fate === 'Succeeded' ? 'Succeeded' : 'Running',
    conditions: conditions.map((type) => ({
      type,
      status: isReady || !type.includes('Ready') ? 'True' : 'False',
      lastProbeTime: null,
      lastTransitionTime: startedAt,
    })),
    hostIP: '10.10.0.10',
    hostIPs: [{ ip: '10.10.0.10' }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: times.ago(age),
    containerStatuses: [
      {
        name: app,
        state: state[fate as Exclude<PodFate, 'Pending'>],
        lastState: fate === 'CrashLoopBackOff' ? { terminated: ended } : {},
        ready: isReady,
        restartCount: fate === 'CrashLoopBackOff' ? 4 + random.below(200) : 0,
        image,
        imageID: `${image.split(':')[0]}@${digest}`,
        containerID: `containerd://${random.hex(64)}`,
        started: isReady,
      },
    ],
    qosClass: 'Burstable',
  }
}
