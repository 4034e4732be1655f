import type { JsonObject } from '../../shared/k8s/json'
import { metadata, ownerOf, type Making } from './metadata'
import { builtIn, type SampleObject } from './sample-object'
import { day, minute } from './times'

const condition = (making: Making, type: string, status: string, reason: string): JsonObject => ({
  type,
  status,
  reason,
  message: `kubelet says: ${reason}`,
  lastHeartbeatTime: making.times.ago(making.random.below(minute)),
  lastTransitionTime: making.times.ago(20 * day),
})

/** A node's name, by its number. */
export const nodeName = (index: number) => `node-${String(index + 1).padStart(3, '0')}`

const nodeIp = (index: number) => `10.10.${index >> 8}.${(index & 255) + 10}`

/** A node, and the lease by which its kubelet says that it lives. One in forty is not ready. */
export function* node(making: Making, index: number): Generator<SampleObject, void, undefined> {
  const { random } = making
  const isReady = index === 0 || random.below(40) > 0
  const name = nodeName(index)
  const labels = {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'topology.kubernetes.io/zone': `zone-${'abc'[index % 3]}`,
    ...(index < 3 ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
  }
  const size = { cpu: '8', memory: '32863752Ki', pods: '110', 'ephemeral-storage': '102106892Ki' }
  const object: JsonObject = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata(making, name, { age: 20 * day + random.below(day), labels }),
    spec: {
      podCIDR: `10.244.${index & 255}.0/24`,
      podCIDRs: [`10.244.${index & 255}.0/24`],
      ...(index < 3
        ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }
        : {}),
    },
    status: {
      capacity: size,
      allocatable: { ...size, memory: '32761352Ki' },
      conditions: [
        condition(making, 'MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition(making, 'DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition(making, 'PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition(
          making,
          'Ready',
          isReady ? 'True' : 'Unknown',
          isReady ? 'KubeletReady' : 'NodeStatusUnknown',
        ),
      ],
      addresses: [
        { type: 'InternalIP', address: nodeIp(index) },
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        ...{ machineID: random.hex(32), systemUUID: random.uid(), bootID: random.uid() },
        ...{ kernelVersion: '6.1.0', osImage: 'Linux', containerRuntimeVersion: 'containerd://1.7.24' },
        ...{ kubeletVersion: 'v1.32.3', kubeProxyVersion: 'v1.32.3' },
        ...{ operatingSystem: 'linux', architecture: 'amd64' },
      },
    },
  }
  yield builtIn('minions', object)
  yield builtIn('leases', nodeLease(making, object))
}

function nodeLease(making: Making, node: JsonObject): JsonObject {
  const { name } = node['metadata'] as { name: string }
  const { kind, apiVersion, name: owner, uid } = ownerOf(node)
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: metadata(making, name, {
      ...{ namespace: 'kube-node-lease', age: 20 * day },
      owner: { apiVersion, kind, name: owner, uid } as JsonObject,
    }),
    spec: {
      holderIdentity: name,
      leaseDurationSeconds: 40,
      renewTime: making.times.microAgo(making.random.below(10)),
    },
  }
}
