import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Failure } from '../../../shared/failure'
import { FailureError, fail } from '../../../shared/failure'
import { rateMeter } from './progress'

export interface DownloadOptions {
  readonly signal?: AbortSignal
  /** Milliseconds until the answer begins. */
  readonly connectTimeoutMs: number
  /** Milliseconds without a single new byte before it counts as cut; default 30,000. */
  readonly stallTimeoutMs?: number
  /** At most ten times a second, and once at the end. */
  readonly onBytes?: (count: { bytes: number; total?: number; bytesPerSecond: number }) => void
}

const reportEveryMs = 100

/**
 * Writes what a URL serves into a file and returns its SHA-256 as lower-case hex. The file is left as far as it
 * came on a failure; it is the caller's scratch. Fails with `unavailable` (not reached, cut, stalled, a server
 * error), `notFound` (404) or `canceled`.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<string> {
  const { signal, connectTimeoutMs, stallTimeoutMs = 30_000, onBytes = () => undefined } = options
  const stop = new AbortController()
  const cancel = () => stop.abort()
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  let timer = setTimeout(cancel, connectTimeoutMs)
  let begun = false
  try {
    const response = await fetch(url, { signal: stop.signal, redirect: 'follow' })
    if (response.status === 404) throw fail('notFound', `${url} does not exist.`)
    if (!response.ok || !response.body) throw fail('unavailable', `${url} answered ${response.status}.`)
    begun = true
    const length = response.headers.get('content-length')
    const total = length === null ? undefined : Number(length)
    const rate = rateMeter()
    const hash = createHash('sha256')
    const file = await open(path, 'w')
    try {
      let bytes = 0
      let reportedAt = 0
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        clearTimeout(timer)
        timer = setTimeout(cancel, stallTimeoutMs)
        hash.update(chunk)
        await file.writeFile(chunk)
        bytes += chunk.byteLength
        const now = performance.now()
        if (now - reportedAt < reportEveryMs) continue
        reportedAt = now
        onBytes({ bytes, total, bytesPerSecond: rate(bytes) })
      }
      onBytes({ bytes, total, bytesPerSecond: rate(bytes) })
    } finally {
      await file.close()
    }
    return hash.digest('hex')
  } catch (error) {
    if (signal?.aborted) throw fail('canceled', 'Canceled.')
    if (error instanceof FailureError) throw error
    throw fail('unavailable', begun ? `The download of ${url} was cut off.` : `${url} was not reached.`, {
      reason: stop.signal.aborted ? 'no answer in time' : reasonOf(error),
      cause: error,
    })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

// fetch says only "fetch failed"; the cause says why.
function reasonOf(error: unknown): Failure['reason'] {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
