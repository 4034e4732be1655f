import { shallowRef } from 'vue'
import type { ChangeOperation } from '../../shared/contract/changes'
import { equalBytes } from '../../shared/etcd/key'
import { client } from '../client'
import type { ChangeSubject } from './changes'
import { perConnection } from './per-connection'
import { useTreeStore } from './tree'

/** True while a part of it was neither done nor taken back. */
export const isUnfinished = ({ account, undone }: ChangeOperation) => account.remaining > 0 && undone === 0

/** What was changed on a connection and is kept on disk, also what an earlier run of the app began. */
export const useOperationsStore = perConnection('operations', (connectionId, signal) => {
  const tree = useTreeStore(connectionId)
  const rows = shallowRef<readonly ChangeOperation[]>()
  const damaged = shallowRef<readonly string[]>([])
  const isOpen = shallowRef(false)

  /** Reads the list again; throws what main says. */
  async function load(): Promise<readonly ChangeOperation[]> {
    const found = await client().changes.list({ connectionId }, { signal })
    damaged.value = found.damaged
    rows.value = found.operations
    return found.operations
  }

  function withoutSeparator(prefix: Uint8Array): Uint8Array {
    const { separatorBytes } = tree
    const rest = prefix.length - separatorBytes.length
    return equalBytes(prefix.subarray(rest), separatorBytes) ? prefix.subarray(0, rest) : prefix
  }

  /** Putting back all that begins with a prefix, named as the folder it stands for, or single keys. */
  function pastSubject(
    prefix: Uint8Array,
    revision: bigint,
    more: Pick<NonNullable<ChangeSubject['past']>, 'keys' | 'source'> = {},
  ): ChangeSubject {
    const rows = more.keys?.map((path) => ({ path, isKey: true, isFolder: false })) ?? [
      { path: withoutSeparator(prefix), isKey: false, isFolder: true },
    ]
    return { kind: 'putBack', rows, past: { prefix, revision, ...more } }
  }

  /** What it was asked for, as rows of the tree. */
  function subjectOf({ plan, scope, mapping }: ChangeOperation): ChangeSubject {
    const { kind } = plan
    const [prefix] = scope.prefixes
    if (plan.past) {
      const { revision, source: id, from } = plan.past
      const source = id === undefined ? undefined : { connectionId: id, name: from?.name ?? '' }
      const keys = prefix ? undefined : scope.keys
      return pastSubject(prefix ?? new Uint8Array(), revision, { keys, source })
    }
    const isFolder = scope.prefixes.length > 0
    if (mapping) return { kind, rows: [{ path: mapping.from, isKey: scope.keys.length > 0, isFolder }] }
    const folders = scope.prefixes.map((prefix) => withoutSeparator(prefix))
    const isKey = (path: Uint8Array) => scope.keys.some((key) => equalBytes(key, path))
    return {
      kind,
      rows: [
        ...folders.map((path) => ({ path, isKey: isKey(path), isFolder: true })),
        ...scope.keys
          .filter((key) => !folders.some((path) => equalBytes(path, key)))
          .map((path) => ({ path, isKey: true, isFolder: false })),
      ],
    }
  }

  return {
    rows,
    /** Files of operations that cannot be read. */
    damaged,
    /** The dialog "Operations". */
    isOpen,
    load,
    subjectOf,
    pastSubject,
    /** Takes it off the list; its backup file stays. */
    async forget({ plan }: ChangeOperation): Promise<void> {
      await client().changes.forget({ plan: plan.id }, { signal })
      await load()
    },
  }
})
