import type { ExportDone, ExportFormat, KeySelection, TransferProgress } from '../../shared/contract/transfer'
import { bytesToText } from '../../shared/etcd/key'
import type { EtcdClient } from '../etcd/client'
import { throwIfAborted } from '../etcd/abort'
import { encoders } from './formats'
import { explainPast } from '../history/past-revision'
import { pace } from './pace'
import { PartFile } from './part-file'
import { readSelection } from './read-scope'

export interface ExportJob {
  readonly client: EtcdClient
  readonly selection: KeySelection
  readonly format: ExportFormat
  /** Absolute. */
  readonly path: string
  readonly overwrite: boolean
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
}

/**
 * Writes a selection into a file, at one revision and a page at a time: the next page is read when the last is
 * written. The last row is the outcome. Leaving, aborting or failing before it leaves no file behind.
 */
export async function* exportKeys(
  job: ExportJob,
  signal: AbortSignal,
): AsyncGenerator<readonly [TransferProgress | ExportDone], void, undefined> {
  const { client, selection, revision } = job
  const encoder = encoders[job.format]
  const title = titleOf(selection)
  const isDue = pace()
  const missing = namesOf(selection)
  const file = await PartFile.create(job.path, job)
  try {
    let keys = 0
    let facts: { title: string; revision: bigint; clusterId: string } | undefined
    const pages = readSelection(client, selection, { signal, revision })
    for await (const { kvs, totalKeys, ...pinned } of explainPast(client, pages, { revision, signal })) {
      if (!facts) await file.write(encoder.head((facts = { title, ...pinned })))
      if (kvs.length > 0) await file.write(kvs.map(encoder.entry).join(''))
      keys += kvs.length
      if (missing.size > 0) for (const { key } of kvs) missing.delete(nameOf(key))
      if (isDue()) yield [{ kind: 'progress', phase: 'write', keys, totalKeys, bytes: file.bytes }]
    }
    throwIfAborted(signal)
    if (facts) await file.write(encoder.tail(facts, keys))
    await file.keep()
    const { path, bytes } = file
    yield [{ kind: 'done', path, keys, bytes, revision: facts?.revision ?? 0n, missing: missing.size }]
  } finally {
    await file.drop()
  }
}

function titleOf(selection: KeySelection): string {
  if (selection.kind !== 'prefix') return 'Chosen keys'
  return selection.prefix.length === 0 ? 'All keys' : `Keys that begin with ${bytesToText(selection.prefix)}`
}

const nameOf = (key: Uint8Array) => Buffer.from(key).toString('latin1')

/** Keys that were named one by one. */
function namesOf(selection: KeySelection): Set<string> {
  return new Set(selection.kind === 'prefix' ? [] : selection.keys.map(nameOf))
}
