import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { RunbookSource } from '../../shared/contract/runbook'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import type { SnapshotFacts } from '../../shared/contract/snapshot-view'
import { FailureError } from '../../shared/failure'
import { readSource } from '../restore/read-source'
import { SourceFile } from '../restore/source-file'
import { readFailure } from '../snapshot/file-failure'
import { foundMembers } from './found-members'

/**
 * Reads a file whole for a runbook; the result is of one and the same file throughout, `conflict` when it was replaced
 * meanwhile. `versionOf` knows the etcd that a file of the library came from.
 */
export async function* readRunbookSource(
  path: string,
  versionOf: (path: string) => string | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly (SnapshotProgress | RunbookSource)[], void, void> {
  const source = await SourceFile.find(path)
  const reading = readSource(source.path, signal)
  let next = await reading.next()
  for (; !next.done; next = await reading.next()) yield [next.value]
  const { facts, isKubernetes, problem } = next.value
  if (problem) throw new FailureError(problem)
  const sha256 = await sha256Of(source.path, signal)
  await source.checkUnchanged()
  const { hasTrailer, revision, keys, isAuthEnabled, compactRevision } = facts
  const file = {
    path: source.path,
    sizeBytes: source.sizeBytes,
    sha256,
    hasTrailer,
    revision,
    keys,
    isAuthEnabled,
  }
  const version = versionOf(source.path) ?? minorOf(facts)
  const found = foundMembers(facts.members.map((member) => ({ ...member, version })))
  yield [{ kind: 'source', file, compactRevision, isKubernetes, found }]
}

/** The cluster's version in a file is that of its oldest member, without the patch. */
const minorOf = ({ clusterVersion = '' }: SnapshotFacts): string =>
  /^\d+\.\d+/.exec(clusterVersion)?.[0] ?? ''

/** Of the whole file, as `sha256sum` prints it. */
async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const block of createReadStream(path, { signal, highWaterMark: 1 << 20 }))
      hash.update(block as Buffer)
  } catch (error) {
    throw new FailureError(readFailure(error, path), { cause: error })
  }
  return hash.digest('hex')
}
