import type {
  ExportDone,
  ExportFormat,
  KeySelection,
  PrefixMapping,
  TransferPlan,
  TransferPolicy,
  TransferSource,
  TransferState,
} from '../../../shared/contract/transfer'
import type { TestApp } from '../../support/test-app'

export const bytes = (text: string) => new TextEncoder().encode(text)
export const prefix = (text: string): KeySelection => ({ kind: 'prefix', prefix: bytes(text) })

interface ExportInput {
  readonly connectionId: string
  readonly selection: KeySelection
  readonly path: string
  readonly format?: ExportFormat
  readonly overwrite?: boolean
}

/** Exports to the end. */
export async function exportAll(app: TestApp, input: ExportInput): Promise<ExportDone> {
  const all = { format: 'jsonl' as const, overwrite: false, ...input }
  for await (const row of app.pull(app.client.transfer.export(all))) if (row.kind === 'done') return row
  throw new Error('The export ended without an outcome.')
}

interface PlanInput {
  readonly connectionId: string
  readonly source: TransferSource
  readonly mapping?: PrefixMapping
  readonly leases?: 'drop' | 'reattach'
  readonly deleteExtra?: boolean
}

/** A dry run; while the answer is not disposed its plan can be run. */
export async function dryRun(app: TestApp, { leases = 'reattach', ...input }: PlanInput) {
  const stop = new AbortController()
  const rows = app.pull(app.client.transfer.plan({ leases, ...input }, { signal: stop.signal }))
  for (;;) {
    const { value, done } = await rows.next()
    if (done) throw new Error('The dry run ended without a plan.')
    if (value.kind !== 'plan') continue
    const plan: TransferPlan = value.plan
    return {
      plan,
      run: (policy: TransferPolicy) => lastState(app, app.client.transfer.run({ plan: plan.id, policy })),
      async [Symbol.asyncDispose]() {
        stop.abort()
        await rows.next().catch(() => {})
      },
    }
  }
}

export async function lastState(
  app: TestApp,
  run: ReturnType<TestApp['client']['transfer']['run']>,
): Promise<TransferState> {
  let last: TransferState | undefined
  for await (const row of app.pull(run)) last = row
  if (last?.kind !== 'done') throw new Error('The run ended without an account.')
  return last
}
