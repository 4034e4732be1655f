import { setTimeout as delay } from 'node:timers/promises'
import { setup, teardown } from '../support/build-threads'
import type { TestApp } from '../support/test-app'
import { compare, prefixed, timed } from './compare'

/** Until the server has given up what the tree before was still asking for. */
const settleMs = 2_000

/**
 * How long the whole first level of a tree takes, with its exact count: at a revision of the past against now. Both
 * through the contract, each on a tree of its own.
 */
export async function pastTree(
  app: TestApp,
  connectionId: string,
  { keys, revision, rounds }: { readonly keys: number; readonly revision: bigint; readonly rounds: number },
) {
  const listed = (at: bigint | undefined) => async () => {
    await delay(settleMs)
    return timed(() => firstLevel(app, connectionId, { keys, revision: at }))
  }
  await setup()
  try {
    const { ratio = NaN, ...raw } = await compare(listed(revision), listed(undefined), rounds)
    return { past_tree_ratio: ratio, ...prefixed('pastTree', raw) }
  } finally {
    await teardown()
  }
}

async function firstLevel(
  app: TestApp,
  connectionId: string,
  { keys, revision }: { readonly keys: number; readonly revision?: bigint },
): Promise<void> {
  const input = { connectionId, prefix: new Uint8Array(), revision }
  for await (const { tree, keyCount, loading } of app.pull(app.client.tree.open(input))) {
    if (loading !== undefined || keyCount !== keys) continue
    const { rows } = await app.client.tree.rows({ tree, from: 0, to: 100 })
    const count = rows.reduce((sum, row) => sum + (row.count ?? 0) + (row.isKey ? 1 : 0), 0)
    if (count === keys) return
  }
  throw new Error('The tree ended before its first level was there.')
}
