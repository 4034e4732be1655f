import type { ConnectionState } from '../../shared/contract/connections'
import type { Failure } from '../../shared/failure'
import { unreachable } from '../../shared/unreachable'
import { EtcdClient, type EtcdClientOptions } from '../etcd/client'

const noAnswer: Failure = { code: 'unavailable', message: 'No member answers.' }

/** One open connection: the client, and its state in the contract's words. */
export class Session {
  #client: EtcdClient
  #unsubscribe: () => void
  /** How it stood before it moved: told until the new client has connected, or failed to. */
  #before: ConnectionState | undefined

  constructor(
    readonly options: EtcdClientOptions,
    readonly onChange: () => void,
  ) {
    this.#client = new EtcdClient(options)
    this.#unsubscribe = this.#client.onStateChange(onChange)
  }

  get client(): EtcdClient {
    return this.#client
  }

  get state(): ConnectionState {
    const state = this.#client.state
    switch (state.phase) {
      case 'connecting':
        return this.#before ?? { kind: 'connecting' }
      case 'ready':
        return { kind: 'ready', endpoint: state.endpoint ?? '' }
      case 'lost':
        return { kind: 'lost', since: state.since, failure: state.waitingFor ?? noAnswer }
      default:
        return unreachable(state.phase)
    }
  }

  /** Goes on at other endpoints when they differ: the old client's streams end and its readers come again. */
  moveTo(endpoints: readonly string[]): void {
    if (
      endpoints.length === this.#client.endpoints.length &&
      endpoints.every((each) => this.#client.endpoints.includes(each))
    )
      return
    const old = this.#client
    this.#before = this.state
    this.#unsubscribe()
    this.#client = new EtcdClient({ ...this.options, endpoints })
    this.#unsubscribe = this.#client.onStateChange(this.onChange)
    void old[Symbol.asyncDispose]()
    this.onChange()
  }

  async close(): Promise<void> {
    this.#unsubscribe()
    await this.#client[Symbol.asyncDispose]()
  }
}
