import { join } from 'node:path'
import type { SnapshotJob } from './protocol'

/**
 * The program of the thread that does a job with a snapshot: beside the built main; from the sources (tests, benches)
 * where the set-up built it.
 */
export function programFor({ kind }: SnapshotJob): string {
  const { ETCDESK_SNAPSHOT_SAVE_WORKER: save, ETCDESK_SNAPSHOT_READ_WORKER: read } = process.env
  return kind === 'save'
    ? (save ?? join(__dirname, 'snapshot-save.js'))
    : (read ?? join(__dirname, 'snapshot-read.js'))
}
