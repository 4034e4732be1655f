import { defineStore } from 'pinia'
import type { RunbookSource } from '../../shared/contract/runbook'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { fail } from '../../shared/failure'
import type { RunbookInput } from '../../shared/restore-runbook/input'
import { client, pull } from '../client'

/** What runbooks of a real cluster are written from, and where they are saved. Each call throws its failure. */
export const useRunbookStore = defineStore('runbook', () => ({
  /** Reads a file whole; `report` is told how far it is. */
  async source(
    path: string,
    report: (progress: SnapshotProgress) => void,
    signal: AbortSignal,
  ): Promise<RunbookSource> {
    for await (const items of pull((stop) => client().runbook.source({ path }, { signal: stop }), signal))
      for (const item of items) {
        if (item.kind === 'source') return item
        report(item)
      }
    throw fail('canceled', 'Canceled.')
  },
  /** The members of an open connection. */
  members: (connectionId: string, signal: AbortSignal) =>
    client().runbook.members({ connectionId }, { signal }),
  /** What a member restored from the file answers to HashKV. */
  expectedHash: (
    { file, compactRevision }: RunbookSource,
    bumpBy: bigint | undefined,
    signal: AbortSignal,
  ) => {
    const { path, revision } = file
    return client().runbook.expectedHash({ path, revision, compactRevision, bumpBy }, { signal })
  },
  save: (folder: string, input: RunbookInput) =>
    client().runbook.save({ folder, input: { ...input, members: [...input.members] } }),
}))
