import { computed, getCurrentScope, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { toFailure, type Failure } from '../../shared/failure'

/** Where a piece of work stands. `value` of an earlier run stays visible while the next one loads or after it failed. */
export type AsyncState<T> =
  | { readonly kind: 'idle'; readonly value?: undefined; readonly failure?: undefined }
  | { readonly kind: 'loading'; readonly value?: T; readonly failure?: undefined }
  | { readonly kind: 'ready'; readonly value: T; readonly failure?: undefined }
  | { readonly kind: 'failed'; readonly value?: T; readonly failure: Failure }

export interface Async<T, A extends readonly unknown[]> {
  readonly state: Readonly<ShallowRef<AsyncState<T>>>
  readonly isLoading: ComputedRef<boolean>
  readonly failure: ComputedRef<Failure | undefined>
  readonly value: ComputedRef<T | undefined>
  /** Starts the work, cancelling a run that is still on its way. Resolves to its value, or to undefined when it failed or was overtaken. */
  run(...args: A): Promise<T | undefined>
  /** Stops the run on its way; the state goes back to what was known before. */
  cancel(): void
  /** Cancels and forgets value and failure. */
  reset(): void
}

/**
 * Asynchronous work as state: idle | loading | ready | failed. The latest run wins: an earlier one is aborted and its
 * outcome ignored. A run that ends as `canceled` is no failure. Aborted when the surrounding scope is disposed.
 */
export function useAsync<T, A extends readonly unknown[]>(
  work: (signal: AbortSignal, ...args: A) => Promise<T>,
): Async<T, A> {
  const state = shallowRef<AsyncState<T>>({ kind: 'idle' })
  let controller: AbortController | undefined

  const settled = (): AsyncState<T> =>
    state.value.value === undefined ? { kind: 'idle' } : { kind: 'ready', value: state.value.value }

  function cancel() {
    if (!controller) return
    controller.abort()
    controller = undefined
    state.value = settled()
  }

  async function run(...args: A): Promise<T | undefined> {
    controller?.abort()
    const mine = (controller = new AbortController())
    state.value = { kind: 'loading', value: state.value.value }
    try {
      const value = await work(mine.signal, ...args)
      if (controller !== mine) return undefined
      state.value = { kind: 'ready', value }
      controller = undefined
      return value
    } catch (error) {
      if (controller !== mine) return undefined
      const failure = toFailure(error)
      state.value =
        failure.code === 'canceled' ? settled() : { kind: 'failed', value: state.value.value, failure }
      controller = undefined
      return undefined
    }
  }

  if (getCurrentScope()) onScopeDispose(() => controller?.abort())

  return {
    state,
    isLoading: computed(() => state.value.kind === 'loading'),
    failure: computed(() => state.value.failure),
    value: computed(() => state.value.value),
    run,
    cancel,
    reset() {
      cancel()
      state.value = { kind: 'idle' }
    },
  }
}
