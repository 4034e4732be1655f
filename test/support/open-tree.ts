import type { TreeRow, TreeState } from '../../shared/contract/tree'
import type { TestApp } from './test-app'
import { until } from './until'

const bytes = (text: string) => new TextEncoder().encode(text)
const show = (row: TreeRow) =>
  `${'  '.repeat(row.level - 1)}${row.name}${row.isFolder ? `/ ${row.count}` : ''}${row.isFolder && row.isKey ? ' key' : ''}`

/** An open tree of the app: its newest state, its rows as text, and an end. */
export function openTree(app: TestApp, connectionId: string, prefix = '', separator = '/') {
  const stop = new AbortController()
  const latest: {
    state?: TreeState
    failure?: unknown
    /** How many states were told, and what they said of the index. */
    states: number
    told: NonNullable<TreeState['indexed']>[]
  } = { states: 0, told: [] }
  const reading = (async () => {
    const input = { connectionId, prefix: bytes(prefix), separator: bytes(separator) }
    const open = app.client.tree.open(input, { signal: stop.signal })
    for await (const state of app.pull(open)) {
      latest.state = state
      latest.states += 1
      if (state.indexed) latest.told.push(state.indexed)
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) latest.failure = error
  })
  const tree = () => latest.state?.tree ?? ''
  return {
    latest,
    tree,
    live: () => until(() => latest.state?.following === 'live' && latest.state.loading === undefined),
    expand: (path: string) => app.client.tree.expand({ tree: tree(), path: bytes(path), isExpanded: true }),
    rows: async () => (await app.client.tree.rows({ tree: tree(), from: 0, to: 1000 })).rows,
    text: async () => (await app.client.tree.rows({ tree: tree(), from: 0, to: 1000 })).rows.map(show),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await reading
    },
  }
}
