import { shallowRef, watch as watchRef, type Ref, type ShallowRef } from 'vue'
import type { HistoryRow, KeyRevision } from '../../shared/contract/history'
import { toFailure } from '../../shared/failure'
import { client, pull } from '../client'
import { pause } from './follow'
import { emptyList, type RevisionList, type RevisionsEnd } from './revision-list'

/** Rows are drawn at most so often while they come. */
const drawMs = 60
const retryMs = 1000
/** A key that is written all the time is read again at most so often. */
const rereadMs = 250

export interface FollowedRevisions {
  readonly list: Readonly<ShallowRef<RevisionList>>
  /** Stops reading and following; what had come stays. */
  stop(): void
  /** Reads all of it again. */
  again(): void
}

/** All revisions of a key, as main sends them; the reader may leave as soon as it has enough. */
export function pullRevisions(
  input: { readonly connectionId: string; readonly key: Uint8Array },
  signal: AbortSignal,
): AsyncGenerator<readonly HistoryRow[], void, void> {
  return pull((until) => client().history.revisions(input, { signal: until }), signal)
}

/**
 * Reads a key's revisions and follows the key: what is written later comes in at the top, while they are shown. What was
 * read stays, whatever is compacted or fails meanwhile; a member that does not answer is asked again each second.
 */
export function followRevisions(
  input: { readonly connectionId: string; readonly key: Uint8Array },
  isShown: Readonly<Ref<boolean>>,
  signal: AbortSignal,
): FollowedRevisions {
  const list = shallowRef<RevisionList>(emptyList)
  let stopped = new AbortController()
  signal.addEventListener('abort', () => stopped.abort(), { once: true })

  const patch = (part: Partial<RevisionList>) => {
    list.value = Object.freeze({ ...list.value, ...part })
  }

  async function readAll(until: AbortSignal): Promise<void> {
    let rows: readonly KeyRevision[] = []
    let end: RevisionsEnd | undefined
    let drawnAt = 0
    for await (const batch of pullRevisions(input, until)) {
      if (until.aborted) return
      const fresh = batch.flatMap((row) => (row.kind === 'revisions' ? row.revisions : []))
      if (fresh.length > 0) rows = [...rows, ...fresh]
      end = batch.find((row) => row.kind === 'done') ?? end
      const progress = batch.findLast((row) => row.kind === 'progress') ?? list.value.progress
      if (performance.now() - drawnAt < drawMs) continue
      drawnAt = performance.now()
      patch({ rows, progress })
    }
    if (!until.aborted) list.value = Object.freeze({ kind: 'ready', rows, end })
  }

  /** Reads from the top down to what is known. */
  async function readNewest(until: AbortSignal): Promise<void> {
    const known = list.value.rows[0]?.revision ?? 0n
    const fresh: KeyRevision[] = []
    let end = list.value.end
    let isKnown = false
    for await (const batch of pullRevisions(input, until)) {
      for (const row of batch) {
        if (row.kind === 'done') end = row
        if (row.kind !== 'revisions') continue
        fresh.push(...row.revisions.filter((each) => each.revision > known))
        isKnown ||= row.revisions.some((each) => each.revision <= known)
      }
      if (isKnown) break
    }
    if (!until.aborted) patch({ rows: [...fresh, ...list.value.rows], end, failure: undefined })
  }

  async function hear(until: AbortSignal): Promise<void> {
    const startRevision = topOf(list.value) + 1n
    const watch = (ended: AbortSignal) => client().watch.open({ ...input, startRevision }, { signal: ended })
    for await (const batch of pull(watch, until)) {
      const isNew = batch.some(
        (row) =>
          (row.kind === 'put' && row.kv.modRevision > topOf(list.value)) ||
          (row.kind === 'delete' && row.modRevision > topOf(list.value)),
      )
      if (!isNew) continue
      await holds(isShown, until)
      const begun = performance.now()
      await readNewest(until)
      await pause(Math.max(rereadMs, 3 * (performance.now() - begun)), until)
    }
  }

  async function run(until: AbortSignal): Promise<void> {
    list.value = emptyList
    try {
      await readAll(until)
    } catch (error) {
      const failure = toFailure(error)
      if (!until.aborted) patch({ kind: 'failed', failure, progress: undefined })
      return
    }
    while (!until.aborted) {
      try {
        // After a failure this tells that a member answers again.
        if (list.value.failure) await readNewest(until)
        await hear(until)
      } catch (error) {
        const failure = toFailure(error)
        if (until.aborted) return
        // What lies between is gone; what is left of it is read.
        if (failure.code === 'compacted') await readNewest(until).catch(() => {})
        else patch({ failure })
      }
      await pause(retryMs, until)
    }
  }
  void run(stopped.signal)

  return {
    list,
    stop() {
      stopped.abort()
      if (list.value.kind === 'loading') patch({ kind: 'stopped', progress: undefined })
    },
    again() {
      stopped.abort()
      if (signal.aborted) return
      stopped = new AbortController()
      void run(stopped.signal)
    },
  }
}

/** Resolves when `state` is true, at once where it is, or when the signal is aborted. */
function holds(state: Readonly<Ref<boolean>>, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (state.value || until.aborted) return resolve()
    const stop = watchRef(state, () => end())
    const end = () => (stop(), resolve())
    until.addEventListener('abort', end, { once: true })
  })
}

/** Up to where everything of the key is known. */
function topOf({ rows, end }: RevisionList): bigint {
  const newest = rows[0]?.revision ?? 0n
  const read = end?.revision ?? 0n
  return newest > read ? newest : read
}
