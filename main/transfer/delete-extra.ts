import { applySteps, TxnLimit, type StepReport } from '../changes/apply-steps'
import { backupPath, writeBackup } from '../changes/backup-file'
import { forwardStep, type Step } from '../changes/plan-step'
import { stepPortions } from '../changes/step-portions'
import type { EtcdClient } from '../etcd/client'
import type { ExtraKeys } from './find-extra'

const perBatch = 1_000

/**
 * Saves all that the target has below the prefix, as the dry run saw it, before a sync writes. Yields how many keys
 * are saved; gives the file's path.
 */
export async function* backUpTarget(
  client: EtcdClient,
  { prefix, revision }: ExtraKeys,
  { folder, id, signal }: { readonly folder: string; readonly id: string; readonly signal: AbortSignal },
): AsyncGenerator<number, string, undefined> {
  const job = { folder, kind: 'sync', scope: { keys: [], prefixes: [prefix] }, revision }
  const path = backupPath(job, id)
  yield* writeBackup(client, path, { ...job, signal })
  return path
}

/** Deletes keys by transactions, each key guarded by the revision it was seen at. Yields after each transaction. */
export async function* deleteExtra(
  client: EtcdClient,
  { keys }: ExtraKeys,
  { report, signal }: { readonly report: (what: StepReport) => void; readonly signal: AbortSignal },
): AsyncGenerator<void, void, undefined> {
  const limit = new TxnLimit()
  for await (const steps of stepPortions(inBatches(keys), limit)) {
    if (signal.aborted) return
    await applySteps(client, steps, { limit, report })
    yield
  }
}

async function* inBatches(keys: ExtraKeys['keys']): AsyncGenerator<readonly Step[], void, undefined> {
  for (let at = 0; at < keys.length; at += perBatch) {
    const value = new Uint8Array()
    yield keys.slice(at, at + perBatch).map((each, i) => forwardStep('delete', at + i, { ...each, value }))
    await Promise.resolve()
  }
}
