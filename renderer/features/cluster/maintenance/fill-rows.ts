import type { ChurnEntry, ChurnRow } from '../../../../shared/contract/history'
import type { FillRow } from '../../../../shared/contract/maintenance'
import { bytesToText } from '../../../../shared/etcd/key'

/** A folder or a key, and what it takes: of what is there now, and of versions that a compaction can take away. */
export interface FilledBy {
  readonly path: string
  readonly isFolder: boolean
  readonly keys: number
  readonly nowBytes: number
  readonly oldBytes: number
  readonly revisions: number
}

const most = 8
/** A folder is left out when something inside it is nearly all of it: that says more. */
const nearlyAll = 0.9

const total = ({ nowBytes, oldBytes }: FilledBy) => nowBytes + oldBytes

/**
 * What fills a store, largest first. Old bytes are those of all versions of the window without what is there now; a key
 * written before the window counts with its own size, so they may be told too low.
 */
export function fillRows(
  now: Pick<FillRow, 'folders' | 'largest'> | undefined,
  written: Pick<ChurnRow, 'folders' | 'topByBytes'> | undefined,
): readonly FilledBy[] {
  const found = new Map<string, FilledBy>()
  const put = (entry: ChurnEntry, more: (row: FilledBy) => FilledBy) => {
    const path = bytesToText(entry.path)
    const id = `${entry.isFolder ? 'f' : 'k'}${path}`
    const none = { path, isFolder: entry.isFolder, keys: 0, nowBytes: 0, oldBytes: 0, revisions: 0 }
    found.set(id, more(found.get(id) ?? none))
  }
  const present = [...(now?.folders ?? []), ...(now?.largest ?? [])]
  const past = [...(written?.folders ?? []), ...(written?.topByBytes ?? [])]
  for (const entry of present)
    put(entry, (row) => ({ ...row, keys: Math.max(1, entry.keys), nowBytes: entry.bytes }))
  for (const entry of past)
    put(entry, (row) => ({
      ...row,
      revisions: entry.revisions,
      oldBytes: Math.max(0, entry.bytes - row.nowBytes),
    }))
  const rows = [...found.values()].sort((a, b) => total(b) - total(a) || (a.path < b.path ? -1 : 1))
  const telling = rows.filter((row) => !row.isFolder || !rows.some((other) => isNearlyAllOf(other, row)))
  // Largest first: what lies in a folder that is listed is told by it.
  const listed: FilledBy[] = []
  for (const row of telling) {
    if (listed.length === most || total(row) === 0) break
    if (!listed.some((folder) => isInside(row, folder))) listed.push(row)
  }
  return listed
}

const isInside = (row: FilledBy, folder: FilledBy) =>
  folder.isFolder && row !== folder && row.path.startsWith(folder.path)

const isNearlyAllOf = (row: FilledBy, folder: FilledBy) =>
  isInside(row, folder) && total(row) >= nearlyAll * total(folder)
