import type { TreeRow } from '../../../../shared/contract/tree'
import { bytesToText } from '../../../../shared/etcd/key'
import { toFailure } from '../../../../shared/failure'
import type { ShortcutId } from '../../../composables/shortcuts'
import { useTreeStore } from '../../../stores/tree'
import { copyText } from '../../../ui/copy-text'
import { notify } from '../../../ui/notify'
import { useOpenHistory } from '../../history/use-open-history'
import { useOpenWatch } from '../../watch/use-open-watch'
import { askToChange } from '../changes/ask-for-row'
import { askToCopy, askToExport } from '../transfer/ask-for-row'

/** One thing that can be done with a row of the tree. */
export interface TreeMenuEntry {
  readonly text: string
  readonly shortcut?: ShortcutId
  readonly isDangerous?: boolean
  /** Not offered on a read-only connection. */
  readonly writes?: boolean
  /** A line is drawn above it. */
  readonly startsGroup?: boolean
  /** Rows it is offered on. Default: all. */
  readonly isFor?: (row: TreeRow) => boolean
  readonly run: (connectionId: string, row: TreeRow) => void
}

const report = (error: unknown) => notify.failure(toFailure(error))

/** The context menu of the key tree, in its order. */
const treeMenu: readonly TreeMenuEntry[] = [
  {
    text: 'Expand all',
    isFor: (row) => row.isFolder,
    run: (connectionId, { path }) => {
      useTreeStore(connectionId).expandAll(path, 'below').catch(report)
    },
  },
  {
    text: 'History',
    shortcut: 'history',
    isFor: (row) => row.isKey,
    run: (connectionId, { path }) => useOpenHistory(connectionId)(path),
  },
  {
    text: 'Watch',
    isFor: (row) => row.isKey,
    run: (connectionId, { path }) => useOpenWatch(connectionId)('key', path),
  },
  {
    text: 'Watch this prefix',
    shortcut: 'watchPrefix',
    isFor: (row) => row.isFolder,
    run: (connectionId, { path }) => {
      useOpenWatch(connectionId)('prefix', useTreeStore(connectionId).prefixOf(path))
    },
  },
  {
    text: 'Rename…',
    shortcut: 'renameKey',
    writes: true,
    isFor: (row) => !row.isFolder,
    run: askToChange('rename'),
  },
  {
    text: 'Move folder…',
    shortcut: 'renameKey',
    writes: true,
    isFor: (row) => row.isFolder,
    run: askToChange('move'),
  },
  { text: 'Duplicate…', writes: true, run: askToChange('duplicate') },
  {
    text: 'Copy name',
    run: (_connectionId, { path }) => {
      copyText(bytesToText(path)).catch(report)
    },
  },
  { text: 'Export…', startsGroup: true, run: askToExport },
  { text: 'Copy to connection…', isFor: (row) => row.isFolder, run: askToCopy },
  {
    text: 'Delete…',
    shortcut: 'deleteKey',
    startsGroup: true,
    isDangerous: true,
    writes: true,
    run: askToChange('delete'),
  },
]

/** What is offered on a row. */
export function menuOf(row: TreeRow, isReadOnly: boolean): readonly TreeMenuEntry[] {
  return treeMenu.filter(({ writes, isFor }) => !(writes && isReadOnly) && (isFor?.(row) ?? true))
}
