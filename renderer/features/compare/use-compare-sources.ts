import { computed } from 'vue'
import type { ConnectionRow } from '../../../shared/contract/connections'
import type { TypedSide } from '../../stores/compare'
import type { Source } from '../../stores/compare-sources'
import { useConnectionsStore } from '../../stores/connections'
import { useSnapshotsStore } from '../../stores/snapshots'

const pathMark = 'path:'

/** The choice of a snapshot in the library. */
export const choiceOfPath = (path: string): string => pathMark + path

/** The choice of a connection; of a snapshot file the same before and after it was opened. */
const choiceOf = (row: ConnectionRow): string =>
  row.snapshotFile === undefined ? row.id : choiceOfPath(row.snapshotFile)

/** The choice of a file that is named by its path. */
export const anotherFile = 'file'

/** What can be compared: connections, snapshot files that were opened, snapshots of the library, and any other file. */
export function useCompareSources() {
  const connections = useConnectionsStore()
  const snapshots = useSnapshotsStore()
  const wordOf = (row: ConnectionRow) => {
    if (row.snapshotFile !== undefined) return 'snapshot file'
    if (row.localCluster !== undefined) return 'local'
    return row.environment ?? 'connection'
  }
  const options = computed(() => {
    const opened = new Set(connections.rows.map((row) => row.snapshotFile))
    const saved = snapshots.rows.filter((row) => row.file === 'there' && !opened.has(row.path))
    return [
      ...connections.rows.map((row) => ({ value: choiceOf(row), text: `${row.name} (${wordOf(row)})` })),
      ...saved.map((row) => ({ value: choiceOfPath(row.path), text: `${row.name} (snapshot)` })),
      { value: anotherFile, text: 'Another snapshot file…' },
    ]
  })
  return { options, rowOf: (typed: TypedSide) => rowOf(connections.rows, typed) }
}

/** The connection that a choice stands for, where it is one already. */
function rowOf(rows: readonly ConnectionRow[], typed: TypedSide): ConnectionRow | undefined {
  const source = sourceOf(typed)
  return rows.find((row) =>
    source?.kind === 'file' ? row.snapshotFile === source.path : row.id === source?.id,
  )
}

/** What a choice stands for; undefined while nothing is chosen or named. */
export function sourceOf({ source, path }: TypedSide): Source | undefined {
  if (source === anotherFile) return path.trim() === '' ? undefined : { kind: 'file', path: path.trim() }
  if (source.startsWith(pathMark)) return { kind: 'file', path: source.slice(pathMark.length) }
  return source === '' ? undefined : { kind: 'connection', id: source }
}
