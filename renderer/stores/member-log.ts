import { computed, nextTick, shallowRef, watch } from 'vue'
import type { LogAnchor, LogHit, LogQuery, LogRow, LogSaved } from '../../shared/contract/local-logs'
import type { LogLevel } from '../../shared/etcd/log-line'
import { toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { follow } from './follow'
import {
  holdsPlaces,
  logMargin,
  logRowAt,
  noLogRows,
  shiftOfLog,
  type LogPlaces,
  type LogWindow,
} from './log-window'

/** What is drawn, and how many places what is in sight has moved in all. */
export interface ShownLog {
  readonly window: LogWindow
  readonly moved: number
}

/**
 * The log of a local member while it is looked at, until `signal` is aborted: how far it was read, and the rows around what
 * is in sight, one request at a time. To be called in a component's set-up.
 */
export function memberLog(id: string, member: string, signal: AbortSignal) {
  const followed = follow((inner) => client().localLogs.open({ id, member }, { signal: inner }), signal)
  const state = computed(() => followed.value.value)
  const level = shallowRef<LogLevel>()
  const query = shallowRef<LogQuery>()
  const queryFailure = shallowRef<Failure>()
  const isFollowing = shallowRef(true)
  const shown = shallowRef<ShownLog>({ window: noLogRows, moved: 0 })
  const failure = shallowRef<Failure>()
  let viewport: LogPlaces = { first: 0, last: 40 }
  let isFetching = false
  let isStale = false

  const view = () => state.value?.view ?? ''

  async function fetchOnce(): Promise<void> {
    if (!state.value) return
    const { window } = shown.value
    const seen = viewport.last - viewport.first
    const top = logRowAt(window, viewport.first)
    const anchor: LogAnchor = isFollowing.value ? 'end' : top ? { row: top.row } : { place: viewport.first }
    const before = isFollowing.value ? seen + logMargin : logMargin
    const after = isFollowing.value ? 0 : seen + logMargin
    const answer = await client().localLogs.rows({ view: view(), anchor, before, after }, { signal })
    const { shown: count, ...rest } = answer
    const next: LogWindow = Object.freeze({ ...rest, count })
    const moved = isFollowing.value ? 0 : shiftOfLog(window, next, viewport)
    shown.value = Object.freeze({ window: next, moved: shown.value.moved + moved })
  }

  /** Asks again for what is in sight; a wish that comes meanwhile is served by the next request. */
  async function refresh(): Promise<void> {
    isStale = true
    if (isFetching) return
    isFetching = true
    try {
      while (isStale && !signal.aborted) {
        isStale = false
        await fetchOnce()
        failure.value = undefined
        // The view moves with its rows, and may have been scrolled while main was asked.
        await nextTick()
      }
    } catch (error) {
      const reason = toFailure(error)
      // The stream is being opened again.
      if (!signal.aborted && reason.code !== 'notFound') failure.value = reason
    } finally {
      isFetching = false
    }
  }

  async function tellLook(): Promise<void> {
    queryFailure.value = undefined
    try {
      const input = { view: view(), level: level.value, query: query.value }
      await client().localLogs.look(input, { signal })
    } catch (error) {
      const reason = toFailure(error)
      if (!signal.aborted && reason.code !== 'notFound') queryFailure.value = reason
    }
  }

  watch([() => state.value?.version, () => state.value?.generation, isFollowing], () => void refresh())
  watch([() => state.value?.view, level, query], () => state.value && void tellLook())

  return {
    state,
    level,
    query,
    isFollowing,
    setLevel: (least: LogLevel | undefined) => (level.value = least),
    setQuery: (wanted: LogQuery | undefined) => (query.value = wanted),
    setFollowing: (follows: boolean) => (isFollowing.value = follows),
    shown,
    failure: computed(() => followed.value.failure ?? failure.value),
    /** Why what is looked for cannot be found. */
    queryFailure: computed(() => queryFailure.value ?? state.value?.search?.failure),
    refresh,
    /** Says which places are in sight; asks for more when the window does not reach far enough. */
    look(at: LogPlaces): void {
      viewport = at
      if (state.value && !holdsPlaces(shown.value.window, at)) void refresh()
    },
    next: async (row: number | undefined, backwards: boolean): Promise<LogHit | undefined> =>
      (await client().localLogs.next({ view: view(), row, backwards }, { signal })).hit,
    placeOf: async (row: number): Promise<number> =>
      (await client().localLogs.placeOf({ view: view(), row }, { signal })).place,
    /** The newest lines that are shown, the oldest first, at most `count`. */
    newest: async (count: number): Promise<readonly LogRow[]> =>
      (await client().localLogs.rows({ view: view(), anchor: 'end', before: count, after: 0 }, { signal }))
        .rows,
    /** Writes the log into a new file; resolves with how much was written. */
    async save(
      input: { readonly path: string; readonly shownOnly: boolean },
      onProgress: (saved: LogSaved) => void,
      stop: AbortSignal,
    ): Promise<LogSaved | undefined> {
      let last: LogSaved | undefined
      const open = (inner: AbortSignal) =>
        client().localLogs.save({ view: view(), ...input }, { signal: inner })
      for await (const batch of pull(open, stop)) for (const saved of batch) onProgress((last = saved))
      return last
    },
  }
}

export type MemberLog = ReturnType<typeof memberLog>
