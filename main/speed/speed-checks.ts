import type { SpeedPlan, SpeedProgress, SpeedResult } from '../../shared/contract/speed'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import { delay } from '../etcd/abort'
import { planSpeed, type SpeedRequest } from './plan-speed'
import { speedCheck } from './speed-check'

/** After that the keys' lease must do. */
const longestQuitMs = 20_000

/** The speed checks under way, one of a connection; they end, cleaned up, with the app. */
export class SpeedChecks {
  readonly #quit = new AbortController()
  readonly #running = new Map<string, { readonly stop: AbortController; readonly over: Promise<void> }>()

  constructor(private readonly connections: Connections) {}

  async plan(connectionId: string, request: SpeedRequest, signal: AbortSignal): Promise<SpeedPlan> {
    return (await planSpeed(this.connections.client(connectionId), request, signal)).plan
  }

  async *run(
    connectionId: string,
    request: SpeedRequest,
    left: AbortSignal,
  ): AsyncGenerator<readonly [SpeedProgress | SpeedResult]> {
    const client = this.connections.writableClient(connectionId)
    if (this.#running.has(connectionId))
      throw fail('precondition', 'A speed check of this connection is under way.')
    const stop = new AbortController()
    let end = () => {}
    this.#running.set(connectionId, { stop, over: new Promise((resolve) => (end = resolve)) })
    try {
      const signals = { left, stop: stop.signal, quit: this.#quit.signal }
      for await (const item of speedCheck(client, request, signals)) yield [item]
    } finally {
      this.#running.delete(connectionId)
      end()
    }
  }

  /** Ends the writing; the clean-up goes on. */
  stop(connectionId: string): void {
    this.#running.get(connectionId)?.stop.abort()
  }

  /** Ends all; resolves when what they wrote is deleted, or cannot be. A reader that hangs is not waited for long. */
  async quit(): Promise<void> {
    this.#quit.abort()
    const all = [...this.#running.values()]
    for (const { stop } of all) stop.abort()
    if (all.length > 0) await Promise.race([Promise.all(all.map(({ over }) => over)), delay(longestQuitMs)])
  }
}
