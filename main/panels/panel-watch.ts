import { toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { WatchCreateRequest_FilterType as FilterType } from '../etcd/gen/etcdserverpb/watch_pb'
import type { Latest } from '../latest'
import type { ConditionTest } from './condition'
import type { MemberNames } from './member-names'
import { rangeOfPanel, type PanelDefinition } from './panel-definition'
import type { PanelEvents } from './panel-events'
import { watchPanel, type WatchedPanel } from './watch-panel'
import type { WatchState } from './watch-state'

export interface PanelWatchOptions {
  readonly spec: PanelDefinition['spec']
  readonly events: PanelEvents
  readonly state: WatchState
  /** The test as it is now. */
  readonly meets: () => ConditionTest
  /** Moves with every change of the panel. */
  readonly changes: Latest<number>
}

/** The watch of a panel: one at a time, and only while its connection is open. */
export class PanelWatch {
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined
  #stopped: Promise<void> = Promise.resolve()

  constructor(private readonly options: PanelWatchOptions) {}

  /**
   * Watches while the connection is open, until {@link stop}; a second call changes nothing.
   *
   * @param clientOf the client in use now; undefined when the connection is closed
   */
  start(clientOf: () => EtcdClient | undefined, names: MemberNames): void {
    if (this.#running) return
    const { state, spec } = this.options
    const stop = new AbortController()
    const previous = this.#stopped
    const done = previous
      .then(() => watchPanel(this.#watched(names, stop.signal), clientOf, stop.signal))
      .catch((error: unknown) => state.ended(toFailure(error), rangeOfPanel(spec)))
      .then(() => {
        // The connection was closed; what ended for good stays so until it is.
        if (this.#running?.stop === stop && state.stream.kind !== 'ended') this.#running = undefined
      })
    this.#running = { stop, done }
  }

  /** Ends the watch and its stream; resolves when it has. */
  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    if (running) {
      running.stop.abort()
      this.#stopped = running.done
      await this.#stopped
      this.options.state.closed()
    }
    await this.#stopped
  }

  #watched(names: MemberNames, signal: AbortSignal): WatchedPanel {
    const { spec, events, state, meets, changes } = this.options
    const range = rangeOfPanel(spec)
    return {
      range,
      prevKv: spec.prevKv,
      filters: spec.filters.map((each) => (each === 'noPut' ? FilterType.NOPUT : FilterType.NODELETE)),
      get cursor() {
        return events.taken
      },
      knownKeys: () => events.knownKeys(signal),
      take: async (taken, cursor) => {
        await events.take(taken, cursor, { meets: meets(), signal })
        while (events.isFull && !signal.aborted) await changes.changed(signal)
      },
      addGap: async (found) => {
        await events.addGap(found, signal)
        state.gap(found.gap)
      },
      onLive: (client) => {
        state.live(client.state, names, events.taken + 1n)
        void names.ask(client, client.endpoints, signal)
      },
      onInterrupted: (failure) => state.interrupted(failure),
      onResumed: async (client, endpoint) => {
        await names.ask(client, [endpoint], signal)
        state.resumed(endpoint, names, events.taken + 1n)
      },
      onEnded: (failure) => state.ended(failure, range),
    }
  }
}
