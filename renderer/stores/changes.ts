import { shallowRef } from 'vue'
import type { ChangeKind, ChangePlan, ChangeState, PastOf } from '../../shared/contract/changes'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { scopeOf } from './chosen-rows'
import { perConnection } from './per-connection'
import { useTreeStore } from './tree'

/**
 * What is to be changed: paths of the tree, each a key, a folder, or both. Only a delete takes more than one. A put-back
 * takes all that begins with a prefix (empty: all keys), or single `keys`, back to a revision; its rows are there for its
 * name. With a `source`, to what another connection holds at that revision of its own.
 */
export interface ChangeSubject {
  readonly kind: ChangeKind
  readonly rows: readonly { readonly path: Uint8Array; readonly isKey: boolean; readonly isFolder: boolean }[]
  readonly past?: {
    readonly prefix: Uint8Array
    readonly revision: bigint
    readonly keys?: readonly Uint8Array[]
    readonly source?: { readonly connectionId: string; readonly name: string }
  }
}

/**
 * What `plan` may be told: where it goes, or whether a put-back also deletes keys that came since, and what becomes of
 * the leases of another source's keys (default: granted again).
 */
export interface PlanChoice {
  readonly to?: Uint8Array
  readonly deletesNewer?: boolean
  readonly leases?: PastOf['leases']
}

/** How far a change is. `planned` waits for the person; `ended` shows the account of what was done. */
export type ChangePhase =
  | { readonly kind: 'asked'; readonly failure?: Failure }
  | {
      readonly kind: 'planning'
      readonly done: number
      readonly total?: number
      /** The plan that is being made anew. */
      readonly again?: ChangePlan
    }
  | { readonly kind: 'planned'; readonly plan: ChangePlan; readonly failure?: Failure }
  | {
      readonly kind: 'running'
      readonly plan: ChangePlan
      readonly state?: ChangeState
      readonly isUndo: boolean
    }
  | {
      readonly kind: 'ended'
      readonly plan: ChangePlan
      readonly state: ChangeState
      readonly isUndo: boolean
    }

/** One change of keys at a time, from asking to its account. */
export const useChangesStore = perConnection('changes', (connectionId, signal) => {
  const subject = shallowRef<ChangeSubject>()
  const phase = shallowRef<ChangePhase>()
  let stopPlanning = new AbortController()

  function ask(asked: ChangeSubject): void {
    if (phase.value?.kind === 'running') return
    subject.value = asked
    phase.value = { kind: 'asked' }
  }

  /** Forgets the change; one that runs goes on. Ends a dry run. */
  function dismiss(): void {
    if (phase.value?.kind === 'running') return
    stopPlanning.abort()
    phase.value = undefined
  }

  function requestOf(
    { kind, rows, past }: ChangeSubject,
    { to, deletesNewer = false, ...choice }: PlanChoice,
  ) {
    if (past) {
      const { prefix, revision, keys } = past
      const scope = keys ? { keys: [...keys], prefixes: [] } : { keys: [], prefixes: [prefix] }
      const source = past.source?.connectionId
      const leases = source === undefined ? undefined : (choice.leases ?? 'regrant')
      return { connectionId, kind, scope, past: { revision, deletesNewer, source, leases } }
    }
    const scope = scopeOf(rows, (path) => useTreeStore(connectionId).prefixOf(path))
    const from = rows[0]?.path
    return { connectionId, kind, scope, mapping: to && from && { from, to } }
  }

  /** The dry run; `to` replaces the path that was asked for. Ends in `planned`, or in `asked` with the failure. */
  async function plan(choice: PlanChoice = {}): Promise<ChangePlan | undefined> {
    const asked = subject.value
    if (!asked) return undefined
    const again = phase.value?.kind === 'planned' ? phase.value.plan : undefined
    const mine = (stopPlanning = new AbortController())
    const forget = () => mine.abort()
    signal.addEventListener('abort', forget, { once: true })
    phase.value = { kind: 'planning', done: 0, again }
    const open = (stop: AbortSignal) => client().changes.plan(requestOf(asked, choice), { signal: stop })
    try {
      for await (const rows of pull(open, mine.signal)) {
        const row = rows.at(-1)
        if (mine.signal.aborted) break
        if (row?.kind === 'progress')
          phase.value = row.total > 0 ? { ...row, kind: 'planning', again } : phase.value
        if (row?.kind !== 'plan') continue
        phase.value = { kind: 'planned', plan: row.plan }
        return row.plan
      }
    } catch (error) {
      if (!mine.signal.aborted) phase.value = { kind: 'asked', failure: toFailure(error) }
    } finally {
      signal.removeEventListener('abort', forget)
    }
    return undefined
  }

  async function carryOut(made: ChangePlan, isUndo: boolean): Promise<ChangeState | undefined> {
    phase.value = { kind: 'running', plan: made, isUndo }
    const open = (stop: AbortSignal) =>
      client().changes[isUndo ? 'undo' : 'run']({ plan: made.id }, { signal: stop })
    try {
      for await (const rows of pull(open, signal)) {
        const state = rows.at(-1)
        if (state?.kind === 'progress') phase.value = { kind: 'running', plan: made, state, isUndo }
        if (state?.kind !== 'done') continue
        phase.value = { kind: 'ended', plan: made, state, isUndo }
        return state
      }
      throw fail('unavailable', 'It is not known how far the change came: read the keys again.')
    } catch (error) {
      phase.value = { kind: 'planned', plan: made, failure: toFailure(error) }
      return undefined
    }
  }

  return {
    subject,
    phase,
    ask,
    dismiss,
    plan,
    /** Carries a plan out, or goes on with what is left of it; gives the last state, also after a failure of etcd. */
    run: (made: ChangePlan) => carryOut(made, false),
    /** Shows again what a plan touches, to go on with it. */
    review(made: ChangePlan, of: ChangeSubject): void {
      if (phase.value?.kind === 'running') return
      subject.value = of
      phase.value = { kind: 'planned', plan: made }
    },
    /** Takes back what a run wrote and nobody has touched since. */
    undo: async (made: ChangePlan, of: ChangeSubject) => {
      if (phase.value?.kind === 'running') return undefined
      subject.value = of
      return carryOut(made, true)
    },
    /** Lets the transaction under way end and nothing follow. */
    stop: (made: ChangePlan) => client().changes.stop({ plan: made.id }, { signal }),
  }
})
