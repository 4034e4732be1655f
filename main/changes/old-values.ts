import type { ChangePlan } from '../../shared/contract/changes'
import type { KeyScope } from '../../shared/contract/transfer'
import { fail, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { readScope } from '../transfer/read-scope'
import { isThere, readBackup, type BackedUp } from './backup-file'

interface Source {
  readonly client: EtcdClient
  readonly plan: ChangePlan
  readonly scope: KeyScope
  readonly backup: string
}

/**
 * The keys of a plan as they were, in its order: from the backup file, or where somebody took that away from history.
 * Fails with `compacted`, in words that name both, when neither is there any more.
 */
export async function* oldValues(
  { client, plan, scope, backup }: Source,
  signal: AbortSignal,
): AsyncGenerator<readonly BackedUp[], void, undefined> {
  if (await isThere(backup)) return yield* readBackup(backup, plan.count, signal)
  let index = 0
  try {
    for await (const { kvs } of readScope(client, scope, { signal, revision: plan.revision }))
      yield kvs.map((kv) => ({ index: index++, kv }))
  } catch (error) {
    const { code, reason, details } = toFailure(error)
    if (code !== 'compacted') throw error
    const message = `The old values are gone: the backup file ${backup} is not there any more, and revision ${plan.revision}, which held them, has been compacted.`
    throw fail('compacted', message, { reason, details, cause: error })
  }
}
