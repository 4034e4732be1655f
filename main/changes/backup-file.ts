import { access, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyValue } from '../../shared/contract/kv'
import type { KeyScope } from '../../shared/contract/transfer'
import { fail } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { makeFolder } from '../local/folders'
import type { ExportFacts } from '../transfer/export-facts'
import { jsonLines, parseJsonLine } from '../transfer/json-lines'
import { PartFile } from '../transfer/part-file'
import { readLines } from '../transfer/read-lines'
import { readScope } from '../transfer/read-scope'

/** A key as it was, with its place in the plan. */
export interface BackedUp {
  readonly index: number
  readonly kv: Pick<KeyValue, 'key' | 'value' | 'lease' | 'modRevision'>
}

export interface BackupJob {
  readonly folder: string
  /** What it is the backup for: one word. */
  readonly kind: string
  readonly scope: KeyScope
  readonly revision: bigint
}

const ownPart = /^[\dT-]+-[a-zA-Z]+-[\da-f]{8}(\.past)?\.jsonl\.part$/

/** Takes away what backups that a crash broke off have left: nothing was changed after them. */
export async function dropBrokenBackups(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => [])
  for (const name of names.filter((each) => ownPart.test(each))) await rm(join(folder, name), { force: true })
}

/** Where the backup of a change goes; what begins at the same time is told apart by its id. */
export function backupPath({ folder, kind }: BackupJob, id: string): string {
  const time = new Date().toISOString().slice(0, 23).replaceAll(/[:.]/g, '-')
  return join(folder, `${time}-${kind}-${id.slice(0, 8)}.jsonl`)
}

/** True while nobody has taken the file away. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Writes every key of a scope as it was at a revision, in the exact format of an export, private to this user. Yields
 * how many are written; at the end the file is whole and synced. Nothing is left behind otherwise.
 */
export async function* writeBackup(
  client: EtcdClient,
  path: string,
  { folder, kind, scope, revision, signal }: BackupJob & { readonly signal: AbortSignal },
): AsyncGenerator<number, void, undefined> {
  await makeFolder(folder)
  let file: KeysFile | undefined
  try {
    for await (const { kvs, clusterId } of readScope(client, scope, { signal, revision })) {
      file ??= await KeysFile.create(path, { title: `Before: ${kind}`, revision, clusterId })
      yield await file.add(kvs)
    }
    throwIfAborted(signal)
    await file?.keep()
  } finally {
    await file?.drop()
  }
}

/** A file of keys in the exact format of an export while it is written: whole after `keep`, gone without a trace by `drop`. */
export class KeysFile {
  #keys = 0

  private constructor(
    readonly file: PartFile,
    readonly facts: ExportFacts,
  ) {}

  /** Fails with `exists` when the name is taken. */
  static async create(path: string, facts: ExportFacts): Promise<KeysFile> {
    const file = await PartFile.create(path, { overwrite: false })
    try {
      await file.write(jsonLines.head(facts))
    } catch (error) {
      await file.drop()
      throw error
    }
    return new KeysFile(file, facts)
  }

  /** Gives how many keys it has by then. */
  async add(kvs: readonly KeyValue[]): Promise<number> {
    if (kvs.length > 0) await this.file.write(kvs.map(jsonLines.entry).join(''))
    return (this.#keys += kvs.length)
  }

  async keep(): Promise<void> {
    await this.file.write(jsonLines.tail(this.facts, this.#keys))
    await this.file.keep()
  }

  drop(): Promise<void> {
    return this.file.drop()
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
