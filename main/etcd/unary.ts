import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { fail, FailureError, type Failure } from '../../shared/failure'
import { delay, orAbort, throwIfAborted } from './abort'
import { isStaleToken, type AuthToken } from './auth-token'
import { callUnary } from './calls'
import type { Connection } from './connection'
import { wasNeverSent } from './connection-errors'
import type { Endpoint } from './endpoint'
import { fromGrpc, isGrpcError, isRefusedByLearner } from './etcd-failure'

/** How one unary call finds its way. */
export interface UnaryRoute {
  readonly connection: Connection
  /** The only endpoint to ask. */
  readonly pinned: Endpoint | undefined
  readonly token: AuthToken | undefined
  readonly dialTimeoutMs: number
  readonly timeoutMs: number
  readonly repeatable: boolean
  readonly signal: AbortSignal
}

const pauseMs = 100

/** See `EtcdClient.unary`, whose promises these are. */
export async function unaryWithRetries<I extends DescMessage, O extends DescMessage>(
  route: UnaryRoute,
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
): Promise<MessageShape<O>> {
  const { connection, signal } = route
  const deadline = Date.now() + route.timeoutMs
  const tried = new Set<Endpoint>()
  let isFresh = false
  for (;;) {
    throwIfAborted(signal)
    const endpoint = await findEndpoint(route, tried, deadline)
    const token = route.token && (await orAbort(route.token.get(), signal))
    let failure: Failure
    try {
      return await callUnary(endpoint, method, input, { token, signal, deadline })
    } catch (error) {
      throwIfAborted(signal)
      const text = isGrpcError(error) ? error.details : ''
      if (route.token && !isFresh && isStaleToken(text)) {
        isFresh = true
        await route.token.refuse(token)
        continue
      }
      const sent = !wasNeverSent(text)
      failure = fromGrpc(error, { endpoint: endpoint.url, write: !route.repeatable, sent })
      const isSilent = failure.code === 'unavailable' || failure.code === 'deadline'
      if (isSilent && !route.pinned) connection.suspect(endpoint)
      const isElsewhere = !route.pinned && isRefusedByLearner(text)
      const again = !sent || isElsewhere || (route.repeatable && failure.code === 'unavailable')
      if (!again || Date.now() + pauseMs >= deadline) throw new FailureError(failure, { cause: error })
    }
    // A member that has just failed comes last in the next pick; a pause only when all have failed.
    if (tried.has(endpoint) || route.pinned) await delay(pauseMs, signal)
    tried.add(endpoint)
  }
}

async function findEndpoint(route: UnaryRoute, tried: Set<Endpoint>, deadline: number): Promise<Endpoint> {
  const leftMs = Math.max(1, deadline - Date.now())
  const { pinned, connection, signal } = route
  if (!pinned) return connection.pick(tried, leftMs, signal)
  if (leftMs === 1) throw fail('deadline', `${pinned.url} did not answer in time.`)
  await pinned.connect(Math.min(leftMs, route.dialTimeoutMs), signal)
  return pinned
}
