import type { ChangeKind, ChangePlan, ChangeState, PastOf } from '../../../shared/contract/changes'
import type { KeyScope } from '../../../shared/contract/transfer'
import type { TestApp } from '../../support/test-app'

export const bytes = (text: string) => new TextEncoder().encode(text)
export const folder = (prefix: string): KeyScope => ({ keys: [], prefixes: [bytes(prefix)] })

interface PlanInput {
  readonly connectionId: string
  readonly kind: ChangeKind
  readonly scope: KeyScope
  readonly mapping?: { readonly from: Uint8Array; readonly to: Uint8Array }
  readonly past?: PastOf
}

/** A dry run to its plan. */
export async function makePlan(app: TestApp, input: PlanInput): Promise<ChangePlan> {
  for await (const row of app.pull(app.client.changes.plan(input))) if (row.kind === 'plan') return row.plan
  throw new Error('The dry run ended without a plan.')
}

type States = ReturnType<TestApp['client']['changes']['run']>

async function lastOf(
  app: TestApp,
  states: States,
  onState?: (state: ChangeState) => Promise<void>,
): Promise<ChangeState> {
  let last: ChangeState | undefined
  for await (const state of app.pull(states)) {
    last = state
    await onState?.(state)
  }
  if (last?.kind !== 'done') throw new Error('It ended without an account.')
  return last
}

/** Runs a plan to its end. */
export const carryOut = (app: TestApp, plan: string, onState?: (state: ChangeState) => Promise<void>) =>
  lastOf(app, app.client.changes.run({ plan }), onState)

/** Takes a run back. */
export const undo = (app: TestApp, plan: string) => lastOf(app, app.client.changes.undo({ plan }))
