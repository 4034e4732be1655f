import type { ChurnEntry, ChurnRow } from '../../../../shared/contract/history'
import { bytesToText, equalBytes, startsWith } from '../../../../shared/etcd/key'
import type { ChurnColumn } from '../../../stores/churn'

type Sums = Pick<ChurnEntry, 'revisions' | 'bytes' | 'keys'>

/** What is looked at of a reading. */
export interface ChurnLook {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  /** The prefix, or a folder below it. */
  readonly folder: Uint8Array
  readonly shown: 'folders' | 'keys'
}

/** Folders and keys in a folder, in no order; `rest` is what is in it and not among them. */
export interface ChurnRows {
  readonly rows: readonly ChurnEntry[]
  readonly total: Sums
  readonly rest: Sums
}

/** What a folder holds of a reading: its folders and keys one level down, or all keys below it that are told. */
export function churnRows(row: ChurnRow, look: ChurnLook): ChurnRows {
  const { folder, shown } = look
  const rows = [
    ...(shown === 'folders' ? row.folders.filter(({ path }) => isFolderIn(path, look)) : []),
    ...keysOf(row).filter(({ path }) =>
      shown === 'folders' ? isKeyIn(path, look) : startsWith(path, folder),
    ),
  ]
  const total = equalBytes(folder, look.prefix)
    ? row
    : (row.folders.find(({ path }) => equalBytes(path, folder)) ?? { revisions: 0, bytes: 0, keys: 0 })
  const sum = (name: keyof Sums) => rows.reduce((all, each) => all + each[name], 0)
  const rest = (name: keyof Sums) => Math.max(0, total[name] - sum(name))
  return { rows, total, rest: { revisions: rest('revisions'), bytes: rest('bytes'), keys: rest('keys') } }
}

function keysOf({ topByBytes, topByRevisions }: ChurnRow): readonly ChurnEntry[] {
  const known = new Set(topByBytes.map(({ path }) => bytesToText(path)))
  return [...topByBytes, ...topByRevisions.filter(({ path }) => !known.has(bytesToText(path)))]
}

/** Where the first separator below the folder is, counted from the folder's end; -1 where there is none. */
function firstSeparator(path: Uint8Array, { prefix, separator, folder }: ChurnLook): number {
  if (separator.length === 0) return -1
  const rest = path.subarray(folder.length)
  // On the top level a leading separator belongs to the name, as in the tree.
  const isTop = folder.length === prefix.length
  let at = isTop && startsWith(rest, separator) ? separator.length : 0
  for (; at + separator.length <= rest.length; at++) if (startsWith(rest.subarray(at), separator)) return at
  return -1
}

function isFolderIn(path: Uint8Array, look: ChurnLook): boolean {
  const { folder, separator } = look
  if (path.length <= folder.length || !startsWith(path, folder)) return false
  return firstSeparator(path, look) === path.length - folder.length - separator.length
}

const isKeyIn = (path: Uint8Array, look: ChurnLook): boolean =>
  startsWith(path, look.folder) && firstSeparator(path, look) === -1

/** Rows in the order of a column; equal ones by name. */
export function sortChurn(
  rows: readonly ChurnEntry[],
  { column, isAscending }: { readonly column: ChurnColumn; readonly isAscending: boolean },
): readonly ChurnEntry[] {
  const named = rows.map((row) => ({ row, name: bytesToText(row.path) }))
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  const direction = isAscending ? 1 : -1
  return named
    .sort((a, b) => {
      const order = column === 'name' ? byName(a.name, b.name) : a.row[column] - b.row[column]
      return direction * order || byName(a.name, b.name)
    })
    .map(({ row }) => row)
}
