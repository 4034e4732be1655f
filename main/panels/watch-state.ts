import type { PanelActivity, PanelGap, PanelState } from '../../shared/contract/panels'
import type { KeyRange } from '../../shared/etcd/range'
import type { Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { explainDenied } from './denied-read'
import type { MemberNames } from './member-names'
import { continuedNote, gapNote, resumedNote } from './notes'

type Stream = Exclude<PanelActivity, { kind: 'paused' }>

/** How the watch of a panel stands, and the last thing that happened to it in words. */
export class WatchState {
  stream: Stream = { kind: 'starting' }
  note: PanelState['note']
  endpoint: string | undefined
  #left: string | undefined

  /**
   * @param hasWatched it did before, so that going on is worth a note
   * @param onChange told after each change
   */
  constructor(
    private hasWatched: boolean,
    private readonly onChange: () => void,
  ) {}

  /** The watch begins, or begins anew after a break, at `revision`. */
  live({ endpoint }: EtcdClient['state'], names: MemberNames, revision: bigint): void {
    if (this.stream.kind === 'starting' && this.hasWatched) this.note = continuedNote(revision)
    this.#goOn(endpoint, names, revision)
  }

  /** The stream broke; told again before it is whole, nothing changes. */
  interrupted(failure: Failure): void {
    if (this.stream.kind === 'interrupted') return
    const left = failure.details?.['endpoint']
    this.#left = typeof left === 'string' ? left : this.endpoint
    this.#set({ kind: 'interrupted', failure, sinceMs: Date.now() })
  }

  /** It goes on by itself after a break. */
  resumed(endpoint: string, names: MemberNames, revision: bigint): void {
    this.#goOn(endpoint, names, revision)
  }

  /** For good. */
  ended(failure: Failure, range: KeyRange): void {
    this.#set({ kind: 'ended', failure: explainDenied(failure, range) })
  }

  /** A compaction was faster; the watch begins anew behind it. */
  gap(gap: PanelGap): void {
    this.note = gapNote(gap)
    this.hasWatched = false
    this.#set({ kind: 'starting' })
  }

  /** The connection was closed. */
  closed(): void {
    this.#set({ kind: 'starting' })
  }

  #goOn(endpoint: string | undefined, names: MemberNames, revision: bigint): void {
    if (this.stream.kind === 'interrupted') {
      const from = this.#left && names.of(this.#left)
      const to = endpoint === undefined ? 'a member' : names.of(endpoint)
      this.note = resumedNote({ from, to, failure: this.stream.failure, revision })
    }
    this.hasWatched = true
    this.endpoint = endpoint
    this.#set({ kind: 'live' })
  }

  #set(stream: Stream): void {
    this.stream = stream
    this.onChange()
  }
}
