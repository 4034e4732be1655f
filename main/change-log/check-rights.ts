import { fail, FailureError, toFailure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { explainDenied } from '../panels/denied-read'
import { askMembers } from '../snapshot/offer'
import { allKeys } from './follow-changes'
import { explainSnapshotDenied } from './save-full'

/** Two snapshots and as much log each. */
const snapshotsThatFit = 4

/**
 * Checks that a log of all keys can be kept: `denied` with the right that is missing, `invalid` (field `maxBytes`) when the
 * store's snapshots would not fit.
 */
export async function checkRights(client: EtcdClient, maxBytes: number, signal: AbortSignal): Promise<void> {
  try {
    await client.unary(KV.method.range, { ...allKeys, limit: 1n, keysOnly: true }, { signal })
  } catch (error) {
    throw new FailureError(explainDenied(toFailure(error), allKeys), { cause: error })
  }
  const pieces = client.serverStream(Maintenance.method.snapshot, {}, { signal })
  try {
    await pieces.next()
  } catch (error) {
    throw new FailureError(explainSnapshotDenied(toFailure(error)), { cause: error })
  } finally {
    // The first piece is enough, and this ends the call.
    await pieces.return()
  }
  const { members } = await askMembers(client, signal)
  const neededBytes = snapshotsThatFit * Math.max(...members.map(({ dbSizeBytes }) => dbSizeBytes))
  if (neededBytes > maxBytes)
    throw fail(
      'invalid',
      `Too little: the database has ${mebibytes(neededBytes / snapshotsThatFit)}, and two snapshots and their logs have to fit. Take ${mebibytes(neededBytes)} or more.`,
      { details: { field: 'maxBytes', neededBytes } },
    )
}

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MiB`
