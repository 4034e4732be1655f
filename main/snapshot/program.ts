import { join } from 'node:path'

/**
 * The program of the threads that save and check snapshots: beside the built main; from the sources (tests, benches)
 * where the set-up built it.
 */
export const program = (): string => process.env['ETCDESK_SNAPSHOT_WORKER'] ?? join(__dirname, 'snapshot.js')
