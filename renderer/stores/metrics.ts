import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type {
  ClusterMetrics,
  MemberMetrics,
  MetricsExported,
  MetricsRange,
} from '../../shared/contract/metrics'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { follow, type Followed } from './follow'
import { addRound, type MetricsPoints } from './metrics-points'
import { perConnection } from './per-connection'

export const rangeMs: Readonly<Record<MetricsRange, number>> = {
  '5m': 300_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
}

/**
 * The metrics of an open connection's members. Nobody is asked but while a component that called `look` is there and the window
 * can be seen; what was known last stays.
 */
export const useMetricsStore = perConnection('metrics', (connectionId, signal) => {
  const range = shallowRef<MetricsRange>('5m')
  const lookers = shallowRef(0)
  const isWindowHidden = shallowRef(document.hidden)
  const live = shallowRef<Readonly<{ value: Followed<ClusterMetrics> }>>()
  const now = shallowRef<ClusterMetrics>()
  const points = shallowRef<MetricsPoints>()
  const historyFailure = shallowRef<Failure>()
  let stop: AbortController | undefined

  document.addEventListener('visibilitychange', () => (isWindowHidden.value = document.hidden), { signal })

  async function load(inner: AbortSignal) {
    try {
      const history = await client().metrics.history({ connectionId, range: range.value }, { signal: inner })
      if (inner.aborted) return
      points.value = Object.freeze(now.value ? addRound(history, now.value, history.fromMs) : history)
      historyFailure.value = undefined
    } catch (error) {
      if (!inner.aborted) historyFailure.value = toFailure(error)
    }
  }

  let loading = new AbortController()
  function reload() {
    loading.abort()
    loading = new AbortController()
    void load(loading.signal)
  }

  watch(
    () => lookers.value > 0 && !isWindowHidden.value,
    (isLooked) => {
      stop?.abort()
      stop = undefined
      if (!isLooked || signal.aborted) return
      const mine = (stop = new AbortController())
      live.value = follow((inner) => client().metrics.watch({ connectionId }, { signal: inner }), mine.signal)
      reload()
    },
  )
  watch(
    () => live.value?.value.value,
    (metrics) => {
      if (!metrics || metrics === now.value) return
      now.value = metrics
      const from = metrics.atMs - rangeMs[range.value]
      if (points.value) points.value = Object.freeze(addRound(points.value, metrics, from))
    },
  )
  signal.addEventListener('abort', () => (stop?.abort(), loading.abort()), { once: true })

  return {
    range,
    now,
    points,
    failure: computed(() => live.value?.value.failure ?? historyFailure.value),
    memberById: computed(
      () => new Map<string, MemberMetrics>(now.value?.members.map((member) => [member.id, member])),
    ),
    /** To be called in a component's set-up: members are asked while it is there. */
    look(): void {
      lookers.value += 1
      onScopeDispose(() => (lookers.value -= 1))
    },
    setRange(to: MetricsRange): void {
      if (range.value === to) return
      range.value = to
      reload()
    },
    /** Another address for a member's metrics; without `url` its client URL again. */
    setUrl: (memberId: string, url: string | undefined, inner: AbortSignal) =>
      client().metrics.setUrl({ connectionId, memberId, url }, { signal: inner }),
    /** Writes what is kept of a time as CSV into a file; aborting leaves none. */
    async exportCsv(
      input: { readonly range: MetricsRange; readonly path: string },
      onProgress: (now: MetricsExported) => void,
      inner: AbortSignal,
    ): Promise<MetricsExported> {
      const open = (each: AbortSignal) =>
        client().metrics.export({ connectionId, ...input }, { signal: each })
      for await (const batch of pull(open, inner))
        for (const told of batch) {
          if (told.kind === 'done') return told
          onProgress(told)
        }
      throw fail('canceled', 'Canceled.')
    },
  }
})
