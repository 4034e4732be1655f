import { shallowRef } from 'vue'
import type {
  ExportDone,
  ExportFormat,
  KeySelection,
  PrefixMapping,
  TransferPlan,
  TransferPolicy,
  TransferProgress,
  TransferSource,
  TransferState,
} from '../../shared/contract/transfer'
import { fail } from '../../shared/failure'
import { client, pull } from '../client'
import { perConnection } from './per-connection'

/** What is to be taken out or in, as it was asked for in the tree or its menu. */
export type TransferRequest =
  | { readonly kind: 'export'; readonly selection: KeySelection }
  | { readonly kind: 'import' }
  | { readonly kind: 'copy'; readonly prefix: Uint8Array }

export interface ExportInput {
  readonly selection: KeySelection
  readonly format: ExportFormat
  readonly path: string
  readonly overwrite: boolean
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
}

export interface DryRunInput {
  /** Where it is written to. */
  readonly connectionId: string
  readonly source: TransferSource
  readonly mapping?: PrefixMapping
  readonly leases: 'drop' | 'reattach'
  /** Keys that only the target has are to go. */
  readonly deleteExtra?: boolean
}

/** Keys in and out of one connection. Actions throw what main says, and end with the connection. */
export const useTransferStore = perConnection('transfer', (connectionId, closed) => {
  const request = shallowRef<TransferRequest>()

  function untilClosed(signal: AbortSignal): AbortSignal {
    const both = new AbortController()
    for (const each of [signal, closed]) {
      if (each.aborted) both.abort()
      each.addEventListener('abort', () => both.abort(), { once: true, signal: both.signal })
    }
    return both.signal
  }

  /** Writes a file; aborting leaves none. `onProgress` hears how far it is. */
  async function exportKeys(
    input: ExportInput,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<ExportDone> {
    const open = (stop: AbortSignal) => client().transfer.export({ connectionId, ...input }, { signal: stop })
    for await (const rows of pull(open, untilClosed(signal)))
      for (const row of rows) {
        if (row.kind === 'done') return row
        onProgress(row)
      }
    throw fail('canceled', 'Canceled.')
  }

  /** The dry run. Its plan can be run until `signal` is aborted. */
  async function dryRun(
    input: DryRunInput,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<TransferPlan> {
    const open = (stop: AbortSignal) => client().transfer.plan(input, { signal: stop })
    const batches = pull(open, untilClosed(signal))
    for (;;) {
      const { value: rows, done } = await batches.next()
      if (done) throw fail('canceled', 'Canceled.')
      for (const row of rows) {
        // The stream stays open, unread: main keeps the plan as long.
        if (row.kind === 'plan') return row.plan
        onProgress(row)
      }
    }
  }

  /** Writes a plan; the last state holds the account, also of a run that was stopped or failed. */
  async function run(
    plan: string,
    policy: TransferPolicy,
    onState: (state: TransferState) => void,
  ): Promise<TransferState> {
    let last: TransferState | undefined
    const open = (stop: AbortSignal) => client().transfer.run({ plan, policy }, { signal: stop })
    for await (const rows of pull(open, closed)) for (const row of rows) onState((last = row))
    if (!last) throw fail('canceled', 'Canceled.')
    return last
  }

  return {
    request,
    exportKeys,
    dryRun,
    run,
    /** Lets the transaction under way end and nothing follow. */
    stop: (plan: string) => client().transfer.stop({ plan }),
    /** Opens the dialog for it. */
    ask: (what: TransferRequest) => (request.value = what),
    dismiss: () => (request.value = undefined),
  }
})
