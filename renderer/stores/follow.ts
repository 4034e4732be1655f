import { shallowRef, type ShallowRef } from 'vue'
import { toFailure, type Failure } from '../../shared/failure'
import type { PulledEvent } from '../../shared/pulled'
import { pull } from '../client'

/** What a store knows of a stream whose batches each hold one newest value. The last value stays after a failure. */
export type Followed<T> =
  | { readonly kind: 'loading'; readonly value?: T; readonly failure?: undefined }
  | { readonly kind: 'ready'; readonly value: T; readonly failure?: undefined }
  | { readonly kind: 'failed'; readonly value?: T; readonly failure: Failure }

const retryMs = 1000

/** Resolves after `ms`, or at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

/**
 * Follows a pulled stream until the signal is aborted. The state is replaced once per animation frame at most, with
 * the newest value. A stream that fails or ends is opened again after a second; meanwhile the state is `failed` and
 * keeps its value.
 */
export function follow<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<PulledEvent<T>>>,
  signal: AbortSignal,
): Readonly<ShallowRef<Followed<T>>> {
  const state = shallowRef<Followed<T>>({ kind: 'loading' })

  async function read() {
    while (!signal.aborted) {
      try {
        for await (const batch of pull(open, signal)) {
          const value = batch.at(-1)
          if (value !== undefined) state.value = { kind: 'ready', value: Object.freeze(value) }
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      } catch (error) {
        const failure = toFailure(error)
        if (!signal.aborted) state.value = { kind: 'failed', value: state.value.value, failure }
      }
      await pause(retryMs, signal)
    }
  }
  void read()
  return state
}
