import { dirname, join } from 'node:path'
import { implement } from '@orpc/server'
import { runbookContract } from '../../shared/contract/runbook'
import type { Connections } from '../connections/connections'
import { makeFolder } from '../local/folders'
import { readLiveMembers } from '../runbook/read-live-members'
import { readRunbookSource } from '../runbook/read-runbook-source'
import { saveRunbook } from '../runbook/save-runbook'
import type { SnapshotLibrary } from '../snapshot/library'
import { hashKvOfFile } from '../snapshot/snapshot-thread'
import type { Streams } from '../streams'

interface Parts {
  readonly home: string
  readonly connections: Connections
  readonly library: SnapshotLibrary
  readonly streams: Streams
}

/** Serves {@link runbookContract}. */
export function runbookService({ home, connections, library, streams }: Parts) {
  const os = implement(runbookContract)
  const never = new AbortController().signal
  const exportsFolder = join(home, 'exports')
  const versionOf = (path: string) => {
    const id = library.idAt(path)
    return id && library.find(id).version
  }
  return os.router({
    source: os.source.handler(({ input: { path }, signal }) =>
      streams.serve((stop) => readRunbookSource(path, versionOf, stop), signal),
    ),
    members: os.members.handler(({ input: { connectionId }, signal = never }) =>
      readLiveMembers(connections.client(connectionId), signal),
    ),
    expectedHash: os.expectedHash.handler(({ input, signal = never }) => {
      const { path, revision, bumpBy } = input
      const compactRevision = bumpBy === undefined ? input.compactRevision : revision + bumpBy
      return hashKvOfFile(path, { compactRevision, bumpBy }, signal)
    }),
    save: os.save.handler(async ({ input: { folder, input } }) => {
      if (dirname(folder) === exportsFolder) await makeFolder(exportsFolder)
      return saveRunbook(folder, input)
    }),
  })
}
