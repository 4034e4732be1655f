import { setMaxListeners } from 'node:events'
import { fail } from '../../shared/failure'

export type OperationKind = 'starting' | 'stopping' | 'changing'

const inWords: Readonly<Record<OperationKind, string>> = {
  starting: 'starting already',
  stopping: 'stopping already',
  changing: 'being changed already',
}

interface Running {
  readonly kind: OperationKind
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** What is being done to one thing right now: one operation at a time, the running one can be interrupted. */
export class Operation {
  #running?: Running

  /** What is under way, or undefined. */
  get kind(): OperationKind | undefined {
    return this.#running?.kind
  }

  /**
   * Does `work` with a signal that `outer` and {@link interrupt} abort. Fails with `precondition`, naming the
   * thing, while another operation runs, with `canceled` when `outer` is aborted already, else as `work` does.
   */
  async run(
    what: { readonly kind: OperationKind; readonly name: string; readonly outer?: AbortSignal },
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { kind, name, outer } = what
    if (this.#running) throw fail('precondition', `${name} is ${inWords[this.#running.kind]}.`)
    if (outer?.aborted) throw fail('canceled', 'Canceled.')
    const abort = new AbortController()
    setMaxListeners(0, abort.signal)
    const onAbort = () => abort.abort()
    outer?.addEventListener('abort', onAbort, { once: true })
    // Begins after this is known to run: what it tells others on the way is already true.
    const done = Promise.resolve().then(() => work(abort.signal))
    this.#running = { kind, abort, done }
    try {
      await done
    } finally {
      outer?.removeEventListener('abort', onAbort)
      this.#running = undefined
    }
  }

  /** Cancels a running start or change, waits for a running stop, and resolves when it is over. */
  async interrupt(): Promise<void> {
    const running = this.#running
    if (running && running.kind !== 'stopping') running.abort.abort()
    await running?.done.catch(() => undefined)
  }
}
