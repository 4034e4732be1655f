import { toFailure, type Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Maintenance, type StatusResponse } from '../etcd/gen/etcdserverpb/maintenance_pb'

/** How long a member may take to say how it is before it counts as unreachable. */
const statusTimeoutMs = 2_000

/** What one endpoint answered to Status, or why it did not. */
export interface EndpointAnswer {
  readonly endpoint: string
  readonly roundTripMs: number
  readonly status?: StatusResponse
  readonly failure?: Failure
}

/** Asks one endpoint how it is; never throws. */
export async function askEndpoint(
  client: EtcdClient,
  endpoint: string,
  signal: AbortSignal,
): Promise<EndpointAnswer> {
  const begun = performance.now()
  try {
    const status = await client.unary(
      Maintenance.method.status,
      {},
      { signal, endpoint, timeoutMs: statusTimeoutMs },
    )
    return { endpoint, status, roundTripMs: performance.now() - begun }
  } catch (error) {
    return { endpoint, failure: toFailure(error), roundTripMs: performance.now() - begun }
  }
}

/** True when the endpoint answered, be it that this user may not see its Status. */
export function hasAnswered({ status, failure }: EndpointAnswer): boolean {
  return status !== undefined || failure?.code === 'denied'
}
