import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fail, FailureError } from '../../shared/failure'
import { onAbort, throwIfAborted } from '../etcd/abort'
import type { FoundKeys } from './find-keys'
import type { IndexChange, IndexChild } from './key-index'
import type { IndexAnswer, IndexBuilt, IndexMessage, IndexRequest } from './protocol'

/** The thread's program: beside the built main; from the sources (tests, benches) where the set-up built it. */
const program = () => process.env['ETCDESK_INDEX_WORKER'] ?? join(__dirname, 'key-index.js')

/** Changes are passed on together, so late at most: each message costs both threads more than what it holds. */
const holdMs = 50
const mostHeld = 2_000

type FindRequest = Omit<Extract<IndexRequest, { kind: 'find' }>, 'kind'>

/** A key index in a thread of its own, so that neither building nor searching it takes time from main. */
export class IndexThread {
  #worker: Worker | undefined
  readonly #waiting = new Map<number, (answer: IndexAnswer | Error) => void>()
  #lastId = 0
  #isClosed = false
  /** Changes that are to be passed on, and the revision up to which they are all. */
  #held: IndexChange[] = []
  #heldTo: bigint | undefined
  #holding: NodeJS.Timeout | undefined

  /** Lists all keys; resolves when all are in. Before that, other requests fail with `precondition`. */
  async build(
    request: Omit<Extract<IndexRequest, { kind: 'build' }>, 'kind'>,
    onProgress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<IndexBuilt> {
    for await (const answer of this.#ask({ kind: 'build', ...request }, signal)) {
      if (answer.kind === 'progress') onProgress(answer.done)
      if (answer.kind === 'built') return answer.built
    }
    throw fail('canceled', 'Canceled.')
  }

  /** The children of a folder, and the revision up to which changes are in them. */
  async children(
    request: Omit<Extract<IndexRequest, { kind: 'children' }>, 'kind'>,
    signal: AbortSignal,
  ): Promise<{ children: readonly IndexChild[]; revision: bigint }> {
    for await (const answer of this.#ask({ kind: 'children', ...request }, signal)) {
      if (answer.kind === 'children') return answer
    }
    throw fail('canceled', 'Canceled.')
  }

  /** The children of a folder by listing its keys alone at `revision`; needs no index. */
  async scan(
    request: Omit<Extract<IndexRequest, { kind: 'scan' }>, 'kind'>,
    signal: AbortSignal,
  ): Promise<readonly IndexChild[]> {
    for await (const answer of this.#ask({ kind: 'scan', ...request }, signal)) {
      if (answer.kind === 'children') return answer.children
    }
    throw fail('canceled', 'Canceled.')
  }

  /** Searches all keys; each item is how far it is, the last has `isDone`. Leaving the loop cancels it. */
  async *find(request: FindRequest, signal: AbortSignal): AsyncGenerator<FoundKeys, void, void> {
    for await (const answer of this.#ask({ kind: 'find', ...request }, signal)) {
      if (answer.kind !== 'found') continue
      yield answer.found
      if (answer.found.isDone) return
    }
  }

  /** Passes changes on; requests made later see them. */
  apply(changes: readonly IndexChange[], revision: bigint): void {
    // Before the first request there is nothing that could change.
    if (!this.#worker) return
    for (const change of changes) this.#held.push(change)
    this.#heldTo = revision
    if (this.#held.length >= mostHeld) return this.#passOn()
    this.#holding ??= setTimeout(() => this.#passOn(), holdMs).unref()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#holding)
    await this.#worker?.terminate()
  }

  #post(message: IndexMessage): void {
    this.#worker ??= this.#start()
    this.#passOn()
    this.#worker.postMessage(message)
  }

  #passOn(): void {
    clearTimeout(this.#holding)
    this.#holding = undefined
    const [changes, revision] = [this.#held, this.#heldTo]
    if (revision === undefined) return
    this.#held = []
    this.#heldTo = undefined
    this.#worker?.postMessage({ kind: 'apply', changes, revision } satisfies IndexMessage)
  }

  /** The thread is started by the first request: opening a connection is to be quick. */
  #start(): Worker {
    const worker = new Worker(program())
    worker.on('message', (answer: IndexAnswer) => this.#waiting.get(answer.id)?.(answer))
    const end = (error: Error) => {
      for (const tell of this.#waiting.values()) tell(error)
    }
    worker.on('error', end).on('exit', () => end(new Error('the index thread has ended')))
    worker.unref()
    return worker
  }

  /** All answers to one request, the newest only where the reader is slow; throws what the thread failed with. */
  async *#ask(request: IndexRequest, signal: AbortSignal): AsyncGenerator<IndexAnswer, void, void> {
    throwIfAborted(signal)
    if (this.#isClosed) throw fail('canceled', 'Canceled.')
    const id = ++this.#lastId
    let newest: IndexAnswer | Error | undefined
    let wake = () => {}
    this.#waiting.set(id, (answer) => {
      newest = answer
      wake()
    })
    const forget = onAbort(signal, () => wake())
    this.#post({ kind: 'request', id, request })
    try {
      for (;;) {
        if (newest === undefined && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
        throwIfAborted(signal)
        const answer = newest
        newest = undefined
        if (answer instanceof Error) throw answer
        if (answer?.kind === 'failed') throw new FailureError(answer.failure)
        if (answer) yield answer
      }
    } finally {
      forget()
      this.#waiting.delete(id)
      this.#post({ kind: 'cancel', id })
    }
  }
}
