import { computed, onScopeDispose, shallowRef } from 'vue'
import type {
  PlannedKind,
  TransferAccount,
  TransferPlan,
  TransferPolicy,
  TransferProgress,
  TransferState,
} from '../../../../shared/contract/transfer'
import { toFailure, type Failure } from '../../../../shared/failure'
import { useTransferStore, type DryRunInput } from '../../../stores/transfer'

/** Where an import or a copy stands: from what is typed over the dry run to the account. */
export type TransferStage =
  | { readonly kind: 'form'; readonly failure?: Failure }
  | { readonly kind: 'checking'; readonly progress?: TransferProgress }
  | { readonly kind: 'planned'; readonly plan: TransferPlan; readonly failure?: Failure }
  | {
      readonly kind: 'running'
      readonly plan: TransferPlan
      readonly account?: TransferAccount
      readonly backedUp?: number
      readonly isStopping: boolean
    }
  | { readonly kind: 'done'; readonly plan: TransferPlan; readonly state: TransferState }

const written: Readonly<Record<TransferPolicy, readonly PlannedKind[]>> = {
  skip: ['added'],
  unchanged: ['added', 'changed'],
  overwrite: ['added', 'changed', 'conflicting'],
}

/** How many keys a policy adds and overwrites, and how many go. */
export function effectOf(
  { counts, extra }: TransferPlan,
  policy: TransferPolicy,
): { added: number; overwritten: number; deleted: number } {
  const overwritten = written[policy].filter((kind) => kind !== 'added')
  return {
    added: counts.added,
    overwritten: overwritten.reduce((sum, kind) => sum + counts[kind], 0),
    deleted: extra?.count ?? 0,
  }
}

/** What Progress is to show of a stage that is under way. */
export function howFar(stage: TransferStage) {
  if (stage.kind === 'running') {
    const label = stage.isStopping ? 'Stopping after the transaction under way' : 'Writing'
    if (stage.backedUp !== undefined)
      return { label: 'Saving a backup of the target', unit: 'keys', done: stage.backedUp, total: undefined }
    const total = stage.plan.keys + (stage.plan.extra?.count ?? 0)
    return { label, unit: 'keys', done: stage.account ? total - stage.account.remaining : 0, total }
  }
  if (stage.kind !== 'checking') return undefined
  const { phase, bytes, totalBytes, keys, totalKeys } = stage.progress ?? {}
  if (phase === 'check') return { label: 'Checking the file', unit: 'bytes', done: bytes, total: totalBytes }
  return { label: 'Comparing', unit: 'keys', done: keys, total: totalKeys }
}

/** A dry run and its run. Going back, and the end of the surrounding scope, let the plan go. */
export function useTransfer(connectionId: string) {
  const store = useTransferStore(connectionId)
  const stage = shallowRef<TransferStage>({ kind: 'form' })
  let kept: AbortController | undefined

  function back(): void {
    kept?.abort()
    kept = undefined
    stage.value = { kind: 'form' }
  }

  async function check(input: DryRunInput): Promise<void> {
    back()
    const mine = (kept = new AbortController())
    stage.value = { kind: 'checking' }
    try {
      const onProgress = (progress: TransferProgress) => {
        if (kept === mine) stage.value = { kind: 'checking', progress }
      }
      const plan = await store.dryRun(input, onProgress, mine.signal)
      if (kept === mine) stage.value = { kind: 'planned', plan }
    } catch (error) {
      const failure = toFailure(error)
      if (kept === mine)
        stage.value = { kind: 'form', failure: failure.code === 'canceled' ? undefined : failure }
    }
  }

  async function run(policy: TransferPolicy): Promise<void> {
    if (stage.value.kind !== 'planned') return
    const { plan } = stage.value
    stage.value = { kind: 'running', plan, isStopping: false }
    try {
      const state = await store.run(plan.id, policy, ({ account, backedUp }) => {
        if (stage.value.kind === 'running') stage.value = { ...stage.value, account, backedUp }
      })
      stage.value = { kind: 'done', plan, state }
    } catch (error) {
      stage.value = { kind: 'planned', plan, failure: toFailure(error) }
    }
  }

  function stop(): void {
    if (stage.value.kind === 'checking') return back()
    if (stage.value.kind !== 'running') return
    const { plan } = stage.value
    stage.value = { ...stage.value, isStopping: true }
    store.stop(plan.id).catch(() => {})
  }

  onScopeDispose(back)
  const isBusy = computed(() => stage.value.kind === 'checking' || stage.value.kind === 'running')
  return { stage, isBusy, check, run, back, stop }
}
