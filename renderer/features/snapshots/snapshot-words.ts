import type { SnapshotProgress, SnapshotRow } from '../../../shared/contract/snapshot'
import { formatBytes, formatCount } from '../../ui/format'

/** `1,204 keys · rev 47,980 · 20.9 MiB`. */
export function snapshotFacts({ keys, revision, sizeBytes }: SnapshotRow): string {
  return `${formatCount(keys)} ${keys === 1 ? 'key' : 'keys'} · rev ${formatCount(revision)} · ${formatBytes(sizeBytes)}`
}

/** How a snapshot's file stands, as a short word, its tone, and a sentence. */
export function fileWords(row: SnapshotRow): {
  readonly text: string
  readonly tone: 'ok' | 'warn' | 'bad'
  readonly meaning: string
} {
  if (row.file === 'missing')
    return { text: 'file missing', tone: 'warn', meaning: `There is no file ${row.path} any more.` }
  if (row.problem) return { text: 'damaged', tone: 'bad', meaning: row.problem.message }
  if (row.file === 'changed')
    return { text: 'file changed', tone: 'bad', meaning: 'There is another file of that name now.' }
  const at = new Date(row.verifiedAt).toLocaleString()
  return { text: 'sha256 verified', tone: 'ok', meaning: `Read whole and found right on ${at}` }
}

/** What is being done, with the time that is left at the rate so far. */
export function progressLabel(
  kind: 'save' | 'check',
  { phase, bytes, totalBytes }: SnapshotProgress,
  perSecond: number | undefined,
): string {
  if (phase === 'read') return 'Reading its tables'
  const what = kind === 'save' ? 'Saving the snapshot' : 'Checking the snapshot'
  if (!perSecond || !totalBytes) return what
  const seconds = Math.ceil((totalBytes - bytes) / perSecond)
  if (seconds < 1) return what
  return `${what}, about ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`
}
