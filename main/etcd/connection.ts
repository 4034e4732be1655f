import { setMaxListeners } from 'node:events'
import { FailureError, toFailure, type Failure } from '../../shared/failure'
import { canceled, delay, linkSignals, throwIfAborted } from './abort'
import type { Endpoint } from './endpoint'

/** How a client stands to its cluster. */
export interface ClientState {
  /** `connecting` before the first connection, `lost` after one and until the next. */
  readonly phase: 'connecting' | 'ready' | 'lost'
  /** The endpoint in use; where there is none, the last one used. */
  readonly endpoint?: string
  /** What keeps it from being ready. */
  readonly waitingFor?: Failure
  /** Milliseconds since 1970. */
  readonly since: number
}

const suspicionMs = 5_000
const longestPauseMs = 1_000

/** Keeps one of several endpoints connected, once somebody has asked for one, until it is closed. */
export class Connection {
  #current: Endpoint | undefined
  #state: ClientState = { phase: 'connecting', since: Date.now() }
  readonly #listeners = new Set<(state: ClientState) => void>()
  readonly #closed = new AbortController()
  #isRecovering = false

  constructor(
    private readonly endpoints: readonly Endpoint[],
    private readonly dialTimeoutMs: number,
  ) {
    // Any number of calls may wait for the first connection.
    setMaxListeners(0, this.#closed.signal)
  }

  get state(): ClientState {
    return this.#state
  }

  onStateChange(listener: (state: ClientState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * The endpoint in use, or the first of the others that connects; those in `avoid` and those that failed somebody
   * in the last 5 s only when there is no other. Rejects with the most telling reason when none connects within
   * the dial timeout (or `withinMs`).
   */
  async pick(avoid: ReadonlySet<Endpoint>, withinMs: number, signal?: AbortSignal): Promise<Endpoint> {
    throwIfAborted(signal)
    if (this.#closed.signal.aborted) throw canceled()
    const now = performance.now()
    const isGood = (endpoint: Endpoint) => !avoid.has(endpoint) && endpoint.suspectUntil <= now
    const current = this.#current
    if (current?.isReady && isGood(current)) return this.#use(current)
    const good = this.endpoints.filter(isGood)
    const rest = this.endpoints.filter((endpoint) => !good.includes(endpoint) && !avoid.has(endpoint))
    let failure: unknown
    for (const group of [good, rest, [...avoid]]) {
      if (group.length === 0) continue
      try {
        return this.#use(await this.#first(group, Math.min(this.dialTimeoutMs, withinMs), signal))
      } catch (error) {
        throwIfAborted(signal)
        failure ??= error
      }
    }
    if (!this.#current?.isReady) this.#fail(toFailure(failure))
    throw failure
  }

  /** Asks another endpoint first for a while. */
  suspect(endpoint: Endpoint): void {
    endpoint.suspectUntil = performance.now() + suspicionMs
  }

  close(): void {
    this.#closed.abort()
    this.#listeners.clear()
  }

  async #first(group: readonly Endpoint[], timeoutMs: number, signal?: AbortSignal): Promise<Endpoint> {
    const ready = group.find((endpoint) => endpoint.isReady)
    if (ready) return ready
    const stop = linkSignals(signal, this.#closed.signal)
    const dials = group.map((endpoint) => endpoint.connect(timeoutMs, stop.signal).then(() => endpoint))
    try {
      return await Promise.any(dials)
    } catch (error) {
      throw mostTelling(error instanceof AggregateError ? error.errors : [error])
    } finally {
      stop.release()
    }
  }

  #use(endpoint: Endpoint): Endpoint {
    if (this.#current === endpoint && this.#state.phase === 'ready') return endpoint
    this.#current = endpoint
    this.#change({ phase: 'ready', endpoint: endpoint.url, since: Date.now() })
    endpoint.onceDown(() => {
      if (this.#closed.signal.aborted || this.#current !== endpoint) return
      this.#fail({
        code: 'unavailable',
        message: `The connection to ${endpoint.url} was lost.`,
        details: { endpoint: endpoint.url },
      })
    })
    return endpoint
  }

  #fail(waitingFor: Failure): void {
    const { phase, since, endpoint } = this.#state
    const next = phase === 'ready' ? 'lost' : phase
    this.#change({ phase: next, endpoint, waitingFor, since: phase === next ? since : Date.now() })
    void this.#recover()
  }

  async #recover(): Promise<void> {
    if (this.#isRecovering) return
    this.#isRecovering = true
    const { signal } = this.#closed
    for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const found = await this.pick(new Set(), this.dialTimeoutMs).catch(() => undefined)
      if (found) break
      await delay(pauseMs, signal).catch(() => undefined)
    }
    this.#isRecovering = false
  }

  #change(state: ClientState): void {
    if (this.#closed.signal.aborted) return
    this.#state = Object.freeze(state)
    for (const listener of this.#listeners) listener(state)
  }
}

/** Of several reasons the one a person can do most about: a wrong certificate before "nobody is listening". */
function mostTelling(errors: readonly unknown[]): unknown {
  const code = (error: unknown) => (error instanceof FailureError ? error.failure.code : 'internal')
  return errors.find((error) => !['unavailable', 'deadline', 'canceled'].includes(code(error))) ?? errors[0]
}
