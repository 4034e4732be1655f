import { shallowRef } from 'vue'
import type { KeyRevision } from '../../../../shared/contract/history'
import type { KeyValue } from '../../../../shared/contract/kv'
import type { KeySelection } from '../../../../shared/contract/transfer'
import type { TreeRow } from '../../../../shared/contract/tree'
import { bytesToText } from '../../../../shared/etcd/key'
import { fail } from '../../../../shared/failure'
import { useAsync } from '../../../composables/use-async'
import { useConnectionsStore } from '../../../stores/connections'
import { useHistoryStore } from '../../../stores/history'
import { usePastKeyStore } from '../../../stores/past-key'
import { usePastTreeStore } from '../../../stores/past-tree'
import { copyText } from '../../../ui/copy-text'
import type { TreeMenuEntry } from '../../keys/tree/tree-menu'
import { askToPutBack } from '../changes/ask-to-put-back'
import type { ChosenVersion } from '../use-chosen-version'
import { useOpenHistory } from '../use-open-history'

/** The version of a key that was there then, as a row of its history. */
function rowOf(kv: KeyValue): KeyRevision {
  const { modRevision: revision, version, createRevision, lease, value } = kv
  const summary = { kind: 'unseen' } as const
  return { revision, kind: 'put', version, createRevision, sizeBytes: value.length, lease, summary }
}

/** What can be done with a key or folder of the past, by the value pane and the tree's menu alike. */
export function usePastActions(connectionId: string, report: (error: unknown) => void) {
  const history = useHistoryStore(connectionId)
  const tree = usePastTreeStore(connectionId)
  const pastKey = usePastKeyStore(connectionId)
  const openHistory = useOpenHistory(connectionId)
  const connections = useConnectionsStore()
  const toPutBack = shallowRef<ChosenVersion>()
  const toExport = shallowRef<KeySelection>()

  /** What the key stands at now is read first: it is what the put-back is guarded by. */
  const look = useAsync(async (signal: AbortSignal, kv: KeyValue): Promise<ChosenVersion> => {
    const [newest] = await history.newest(kv.key, 1, signal)
    if (!newest)
      throw fail('compacted', 'What became of this key is compacted: there is nothing to guard by.')
    const at = tree.revision ?? kv.modRevision
    return { key: kv.key, row: rowOf(kv), at, newest, isDeletedBy: undefined }
  })

  async function putBack(kv: KeyValue) {
    const version = await look.run(kv)
    if (version) toPutBack.value = version
    else if (look.failure.value) report(look.failure.value)
  }

  function compareWithNow({ key, modRevision }: KeyValue) {
    openHistory(key, modRevision)
    history.compareWith({ kind: 'now' })
  }

  function exportBelow(row: TreeRow | undefined) {
    if (!row) toExport.value = { kind: 'prefix', prefix: new Uint8Array() }
    else
      toExport.value = row.isFolder
        ? { kind: 'prefix', prefix: tree.prefixOf(row.path) }
        : { kind: 'keys', keys: [row.path] }
  }

  const folderMenu: readonly TreeMenuEntry[] = [
    {
      text: 'Expand all',
      isFor: (row) => row.isFolder,
      run: (_id, { path }) => void tree.expandAll(path, 'below').catch(report),
    },
    { text: 'History of this key', isFor: (row) => row.isKey, run: (_id, { path }) => openHistory(path) },
    { text: 'Copy name', run: (_id, { path }) => void copyText(bytesToText(path)).catch(report) },
    { text: 'Export…', startsGroup: true, run: (_id, row) => exportBelow(row) },
    {
      text: 'Put this folder back…',
      writes: true,
      startsGroup: true,
      isFor: (row) => row.isFolder,
      run: (_id, { path }) => {
        if (tree.revision !== undefined) askToPutBack(connectionId, tree.prefixOf(path), tree.revision)
      },
    },
  ]

  const isReadOnly = () => connections.byId(connectionId)?.readOnly ?? false
  return {
    isReadOnly,
    toPutBack,
    toExport,
    isLooking: look.isLoading,
    openKey(path: Uint8Array) {
      if (tree.revision !== undefined) void pastKey.show(path, tree.revision)
    },
    openHistory,
    compareWithNow,
    putBack,
    exportBelow,
    menuOf: (row: TreeRow) =>
      folderMenu.filter(({ writes, isFor }) => !(writes && isReadOnly()) && (isFor?.(row) ?? true)),
  }
}

export type PastActions = ReturnType<typeof usePastActions>
