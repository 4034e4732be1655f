import type { ReadProbe } from '../../shared/contract/cluster'
import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'

/** A key nobody has: counting it costs the server one look into its index. */
export const probeKey = Uint8Array.of(0)

/** How long a read may take before a member counts as not able to serve it. */
const probeTimeoutMs = 2_000

export interface ProbeRead {
  readonly endpoint: string
  /** Served by the member itself, without asking the quorum. */
  readonly serializable: boolean
  readonly signal: AbortSignal
}

/**
 * Asks one member to read a key. That the user may not read it is an answer: etcd looks at the permission only after the
 * quorum has confirmed the read (server/etcdserver/v3_server.go, Range). Never throws; undefined when aborted.
 */
export async function probeRead(
  client: EtcdClient,
  { endpoint, serializable, signal }: ProbeRead,
): Promise<ReadProbe | undefined> {
  const begun = performance.now()
  const request = { key: probeKey, countOnly: true, serializable }
  try {
    await client.unary(KV.method.range, request, { endpoint, signal, timeoutMs: probeTimeoutMs })
    return { isAnswered: true, isDenied: false, latencyMs: performance.now() - begun }
  } catch (error) {
    const failure = toFailure(error)
    if (failure.code === 'canceled') return undefined
    const latencyMs = performance.now() - begun
    if (failure.code === 'denied') return { isAnswered: true, isDenied: true, latencyMs }
    return { isAnswered: false, isDenied: false, latencyMs, failure }
  }
}
