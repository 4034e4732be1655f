import type { ClusterStatus } from '../../shared/contract/cluster'
import type { DiagnosisReport } from '../../shared/contract/diagnosis'
import type { ClusterMetrics } from '../../shared/contract/metrics'
import { diagnose } from '../../shared/diagnosis/diagnose'
import { Asked, settledWithin } from '../cluster/asked'
import type { ClusterFollower } from '../cluster/cluster-follower'
import type { Connections } from '../connections/connections'
import type { MetricsFollower } from '../metrics/metrics-follower'
import { askSurroundings, type Surroundings } from './surroundings'

const surroundingsEveryMs = 60_000
/** How long the first report waits for what it can do without. */
const patienceMs = 2_500

export interface DiagnosisParts {
  readonly connections: Connections
  readonly clusters: ClusterFollower
  readonly metrics: MetricsFollower
}

/** From when on each member that is behind was seen to be. */
class Behind {
  readonly since = new Map<string, number>()

  observe({ members }: ClusterStatus, nowMs: number): void {
    const behind = members.filter(({ isCatchingUp }) => isCatchingUp).map(({ id }) => id)
    for (const id of this.since.keys()) if (!behind.includes(id)) this.since.delete(id)
    for (const id of behind) if (!this.since.has(id)) this.since.set(id, nowMs)
  }
}

/** True once every member that answers was asked to read as well. */
const isProbed = ({ members }: ClusterStatus): boolean =>
  members.every(({ health, serializable }) => health === 'unreachable' || serializable !== undefined)

/** Metrics as they come, in the background. */
function followMetrics({ metrics }: DiagnosisParts, connectionId: string, signal: AbortSignal) {
  let newest: ClusterMetrics | undefined
  let tell = () => {}
  const first = new Promise<void>((resolve) => (tell = resolve))
  const reading = (async () => {
    for await (const [next] of metrics.follow(connectionId, signal)) {
      newest = next
      tell()
    }
  })()
  // A connection that is closed ends the statuses as well, which say so.
  reading.catch(() => {}).finally(() => tell())
  return { first, newest: () => newest }
}

/**
 * Diagnoses a connection's cluster with each new state of it. Nothing is asked any more once this ends. Throws when the
 * connection is closed; ends without an error when the signal aborts.
 */
export async function* followDiagnosis(
  parts: DiagnosisParts,
  connectionId: string,
  signal: AbortSignal,
): AsyncGenerator<readonly [DiagnosisReport]> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  const surroundings = new Asked<Surroundings>()
  let surroundingsAskedAt = -Infinity
  const behind = new Behind()
  try {
    const metrics = followMetrics(parts, connectionId, stop.signal)
    for await (const [status] of parts.clusters.follow(connectionId, stop.signal, { probes: true })) {
      const client = parts.connections.client(connectionId)
      if (!surroundings.answer && !isProbed(status)) continue
      if (performance.now() - surroundingsAskedAt >= surroundingsEveryMs) {
        surroundingsAskedAt = performance.now()
        const asking = surroundings.ask(() => askSurroundings(client, status, stop.signal))
        if (!surroundings.answer) await settledWithin([asking, metrics.first], patienceMs, stop.signal)
      }
      const nowMs = Date.now()
      behind.observe(status, nowMs)
      yield [
        diagnose({
          ...(surroundings.answer ?? { auth: 'unknown', isTls: client.tls !== undefined }),
          ...{ nowMs, status, metrics: metrics.newest(), behindSinceMs: behind.since },
        }),
      ]
    }
  } finally {
    signal.removeEventListener('abort', abort)
    stop.abort()
  }
}
