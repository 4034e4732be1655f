import { fail, type FailureError } from '../../shared/failure'

/** What everything here rejects with when its signal is aborted. */
export function canceled(): FailureError {
  return fail('canceled', 'Canceled.')
}

/** Throws {@link canceled} when the signal is aborted already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw canceled()
}

/** Runs `listener` once when the signal is aborted (at once if it is); call the answer to forget about it. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => {}
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

/** Resolves after `ms`; rejects with {@link canceled} as soon as the signal is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget()
      resolve()
    }, ms)
    const forget = onAbort(signal, () => {
      clearTimeout(timer)
      reject(canceled())
    })
  })
}

/** The promise's outcome, or {@link canceled} as soon as the signal is aborted; the promise itself goes on. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(canceled()))
    promise.then(resolve, reject).finally(forget)
  })
}

/**
 * A signal that is aborted when one of the others is; `release` forgets about them. (`AbortSignal.any` is not in the
 * Node 18.15 that the oldest supported Electron brings, and a long-lived source would hold every short-lived result.)
 */
export function linkSignals(...sources: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const controller = new AbortController()
  const forget = sources.map((source) => onAbort(source, () => controller.abort()))
  return { signal: controller.signal, release: () => forget.forEach((stop) => stop()) }
}
