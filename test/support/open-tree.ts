import type { TreeRow, TreeState } from '../../shared/contract/tree'
import type { TestApp } from './test-app'
import { until } from './until'

const bytes = (text: string) => new TextEncoder().encode(text)
const show = (row: TreeRow) =>
  `${'  '.repeat(row.level - 1)}${row.name}${row.isFolder ? `/ ${row.count}` : ''}${row.isFolder && row.isKey ? ' key' : ''}`

/** An open tree of the app: its newest state, its rows as text, and an end. */
export function openTree(app: TestApp, connectionId: string, prefix = '', separator = '/') {
  return follow(app, { connectionId, prefix: bytes(prefix), separator: bytes(separator) })
}

/** The same for the tree as it was. */
export function openPastTree(
  app: TestApp,
  connectionId: string,
  { prefix = '', ...past }: { readonly revision: bigint; readonly prefix?: string; readonly like?: string },
) {
  return follow(app, { connectionId, prefix: bytes(prefix), ...past })
}

function follow(app: TestApp, input: Parameters<TestApp['client']['tree']['open']>[0]) {
  const stop = new AbortController()
  const latest: {
    state?: TreeState
    failure?: unknown
    /** How many states were told, and what they said of the index. */
    states: number
    told: NonNullable<TreeState['indexed']>[]
  } = { states: 0, told: [] }
  const reading = (async () => {
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
    /** A tree of the past is listed. */
    pinned: () => until(() => latest.state?.following === 'pinned'),
    indexed: () => until(() => latest.state?.indexed?.isComplete),
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
