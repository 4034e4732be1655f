import { recordSize, type PanelRecord } from '../panels/record'
import { readLog, type LogRange, type LogRevision } from './read-log'

/** A transaction of more deletions is replayed by ranges, where its keys lie next to each other. */
export const manyDeletes = 4_096

/** What replaying a stretch of a log needs of etcd. */
export interface LogMeasure {
  /** Of the revision with the most changes, as {@link isManyDeletes} counts. */
  readonly mostOps: number
  /** Of the largest revision. */
  readonly mostBytes: number
  readonly totalBytes: number
  /** Of the keys, as etcd's API has them. */
  readonly leases: ReadonlySet<bigint>
}

/** Reads a stretch of a log whole: it is known to be right, and what it needs, before anything is made of it. */
export async function measureLog(range: LogRange): Promise<LogMeasure> {
  const leases = new Set<bigint>()
  let [mostOps, mostBytes, totalBytes] = [0, 0, 0]
  for await (const revisions of readLog(range))
    for (const revision of revisions) {
      const bytes = revision.records.reduce((sum, record) => sum + recordSize(record), 0)
      totalBytes += bytes
      for (const { kv } of revision.records) if (kv.lease !== 0n) leases.add(kv.lease)
      if (isManyDeletes(revision)) continue
      mostOps = Math.max(mostOps, revision.records.length)
      mostBytes = Math.max(mostBytes, bytes)
    }
  return { mostOps, mostBytes, totalBytes, leases }
}

/** True for what was one deletion of a range. */
export const isManyDeletes = ({ records }: LogRevision): boolean =>
  records.length > manyDeletes && records.every(({ kind }: PanelRecord) => kind === 'delete')

/** etcd's defaults; what needs more gets it by a flag. */
const usual = { ops: 128, requestBytes: 1024 * 1024, quotaBytes: 2 * 1024 ** 3 }

/** The flags of a cluster that takes all of it. A guard repeats each key, which is within twice the bytes. */
export function flagsFor({ mostOps, mostBytes, totalBytes }: LogMeasure, fullBytes: number): string[] {
  const quotaBytes = 2 * (fullBytes + totalBytes)
  return [
    ...(mostOps > usual.ops ? [`--max-txn-ops=${mostOps}`] : []),
    ...(2 * mostBytes > usual.requestBytes ? [`--max-request-bytes=${2 * mostBytes}`] : []),
    ...(quotaBytes > usual.quotaBytes ? [`--quota-backend-bytes=${quotaBytes}`] : []),
  ]
}
