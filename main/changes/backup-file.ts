import { join } from 'node:path'
import type { ChangeKind, ChangeScope } from '../../shared/contract/changes'
import type { KeyValue } from '../../shared/contract/kv'
import { fail } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { makeFolder } from '../local/folders'
import { jsonLines, parseJsonLine } from '../transfer/json-lines'
import { PartFile } from '../transfer/part-file'
import { readLines } from '../transfer/read-lines'
import { readScope } from './read-scope'

/** A key as it was, with its place in the plan. */
export interface BackedUp {
  readonly index: number
  readonly kv: Pick<KeyValue, 'key' | 'value' | 'lease' | 'modRevision'>
}

export interface BackupJob {
  readonly folder: string
  readonly id: string
  readonly kind: ChangeKind
  readonly scope: ChangeScope
  readonly revision: bigint
}

/**
 * Writes every key of a plan as it was at the plan's revision, in the exact format of an export, private to this user.
 * Yields how many are written; gives the file's path once it is whole and synced. Nothing is left behind otherwise.
 */
export async function* writeBackup(
  client: EtcdClient,
  job: BackupJob,
  signal: AbortSignal,
): AsyncGenerator<number, string, undefined> {
  await makeFolder(job.folder)
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const path = join(job.folder, `${time}-${job.kind}-${job.id.slice(0, 8)}.jsonl`)
  const file = await PartFile.create(path, { overwrite: false })
  try {
    let keys = 0
    let facts: Parameters<typeof jsonLines.head>[0] | undefined
    for await (const { kvs, clusterId } of readScope(client, job.scope, { signal, revision: job.revision })) {
      if (!facts)
        await file.write(
          jsonLines.head((facts = { title: `Before: ${job.kind}`, revision: job.revision, clusterId })),
        )
      if (kvs.length > 0) await file.write(kvs.map(jsonLines.entry).join(''))
      keys += kvs.length
      yield keys
    }
    throwIfAborted(signal)
    if (facts) await file.write(jsonLines.tail(facts, keys))
    await file.keep()
    return path
  } finally {
    await file.drop()
  }
}

/** Reads a backup from its first key on, a chunk at a time; `corrupt` when it is not the whole file of that plan. */
export async function* readBackup(
  path: string,
  count: number,
  signal: AbortSignal,
): AsyncGenerator<readonly BackedUp[], void, undefined> {
  const damaged = () =>
    fail('corrupt', `The backup ${path} is not what etcdesk wrote.`, { details: { path } })
  let index = 0
  let isWhole = false
  try {
    for await (const lines of readLines(path, signal)) {
      const batch: BackedUp[] = []
      for (const line of lines) {
        const row = parseJsonLine(Buffer.from(line.bytes).toString())
        if (row.kind === 'end') isWhole = row.keys === count && index === count
        if (row.kind === 'entry')
          batch.push({ index: index++, kv: { ...row.entry, modRevision: row.entry.modRevision ?? 0n } })
      }
      yield batch
    }
  } catch {
    throwIfAborted(signal)
    throw damaged()
  }
  if (!isWhole) throw damaged()
}
