import { shallowRef } from 'vue'
import type { KeyScope } from '../../shared/contract/transfer'
import type { TreeRow } from '../../shared/contract/tree'
import { bytesToText } from '../../shared/etcd/key'
import { perConnection } from './per-connection'

type ChosenRow = Pick<TreeRow, 'path' | 'isKey' | 'isFolder'>

/** The keys of rows, and all that is below those that are folders. */
export function scopeOf(rows: readonly ChosenRow[], prefixOf: (path: Uint8Array) => Uint8Array): KeyScope {
  return {
    keys: rows.filter(({ isKey }) => isKey).map(({ path }) => path),
    prefixes: rows.filter(({ isFolder }) => isFolder).map(({ path }) => prefixOf(path)),
  }
}

/** Rows of the tree that are chosen together; empty while it is only the selected one. */
export const useChosenRowsStore = perConnection('chosenRows', () => {
  const rows = shallowRef<ReadonlyMap<string, ChosenRow>>(new Map())
  const has = ({ path }: ChosenRow) => rows.value.has(bytesToText(path))

  function add(more: readonly ChosenRow[]): void {
    rows.value = new Map([...rows.value, ...more.map((row) => [bytesToText(row.path), row] as const)])
  }

  return {
    rows,
    has,
    add,
    toggle(row: ChosenRow): void {
      if (!has(row)) return add([row])
      const next = new Map(rows.value)
      next.delete(bytesToText(row.path))
      rows.value = next
    },
    clear(): void {
      if (rows.value.size > 0) rows.value = new Map()
    },
  }
})
