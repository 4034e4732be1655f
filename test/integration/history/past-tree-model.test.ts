import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EtcdClient } from '../../../main/etcd/client'
import { KV } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { IndexThread } from '../../../main/keyindex/index-thread'
import { holdTree } from '../../../main/tree/hold-tree'
import { KeyTree } from '../../../main/tree/key-tree'
import type { TreeRow } from '../../../shared/contract/tree'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { HistoryModel, type ModelOp } from './model'

const bytes = (text: string) => new TextEncoder().encode(text)

// Some names are keys and folders, some are empty, one begins without a separator.
const keys = Array.from(
  { length: 50 },
  (_, n) =>
    [`/${n % 3}/${n % 5}/key-${n}`, `/${n % 3}/${n % 5}`, `/${n % 4}//${n}`, `plain-${n}`][n % 4] ?? '',
)
const key = fc.constantFrom(...new Set(keys))
const value = fc.constantFrom('a', 'b')
const op: fc.Arbitrary<ModelOp> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('put' as const), key, value }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
)
const txn = fc.uniqueArray(op, { selector: (each) => each.key, minLength: 1, maxLength: 6 })
const histories = fc.array(txn, { minLength: 10, maxLength: 25 })

/** A tree with all folders open, as the model has it. */
function expectedRows(there: readonly string[]): string[] {
  const list = (prefix: string, level: number): string[] => {
    const names = new Map<string, { isKey: boolean; count: number }>()
    for (const each of there.filter((one) => one.startsWith(prefix))) {
      const rest = each.slice(prefix.length)
      const at = rest.indexOf('/', level === 1 && rest.startsWith('/') ? 1 : 0)
      const name = at < 0 ? rest : rest.slice(0, at)
      const known = names.get(name) ?? { isKey: false, count: 0 }
      names.set(name, at < 0 ? { ...known, isKey: true } : { ...known, count: known.count + 1 })
    }
    return [...names]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, { isKey, count }]) => [
        brief(level, name, isKey, count),
        ...(count > 0 ? list(`${prefix}${name}/`, level + 1) : []),
      ])
  }
  return list('', 1)
}
const brief = (level: number, name: string, isKey: boolean, count: number) =>
  `${level} ${name}${isKey ? ' key' : ''}${count > 0 ? ` ${count}` : ''}`
const briefOf = (row: TreeRow) => brief(row.level, row.name, row.isKey, row.count ?? -1)

describe.each(engineVersions)('any history, etcd %s', (version) => {
  let etcd: RunningEtcd
  let client: EtcdClient
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    client = new EtcdClient({ endpoints: etcd.endpoints })
  })
  afterAll(async () => {
    await client?.close()
    await etcd?.[Symbol.asyncDispose]()
  })
  // The store goes on from history to history, so the model does as well.
  const model = new HistoryModel()
  let current = 1n

  async function carryOut(steps: readonly (readonly ModelOp[])[]) {
    for (const ops of steps) {
      const success = ops.map((each) =>
        each.kind === 'put'
          ? {
              request: {
                case: 'requestPut' as const,
                value: { key: bytes(each.key), value: bytes(each.value) },
              },
            }
          : { request: { case: 'requestDeleteRange' as const, value: { key: bytes(each.key) } } },
      )
      const { header } = await client.unary(KV.method.txn, { success })
      const revision = header?.revision ?? 0n
      if (revision > current) model.apply(ops, revision)
      current = revision
    }
  }

  /** All folders opened one by one, or all at once from the index. */
  async function rowsAt(revision: bigint, isIndexed: boolean): Promise<string[]> {
    const stop = new AbortController()
    const thread = new IndexThread()
    const options = {
      client: () => client,
      prefix: new Uint8Array(),
      separator: bytes('/'),
      thread,
      revision,
    }
    const tree = new KeyTree({ id: 'past', ...options }, stop.signal)
    const held = holdTree({ ...options, tree, maxIndexedKeys: isIndexed ? 1_000 : 0 }, stop.signal)
    try {
      for await (const [{ following, indexed }] of tree.followState(stop.signal))
        if (following === 'pinned' && (!isIndexed || indexed?.isComplete)) break
      for (let row = 0; row < tree.state.rowCount; row++) {
        const [at] = tree.rows(row, row + 1)
        if (!at?.isFolder) continue
        tree.expand(at.path, true)
        for await (const [{ loading }] of tree.followState(stop.signal)) if (!loading) break
      }
      expect(tree.state.keyCount).toBe(tree.rows(0, 1_000).filter(({ isKey }) => isKey).length)
      return tree.rows(0, 1_000).map(briefOf)
    } finally {
      stop.abort()
      await held
      await thread.close()
    }
  }

  test('the tree at every revision that can be read is the one of a model', async () => {
    const property = fc.asyncProperty(histories, fc.nat({ max: 100 }), async (steps, percent) => {
      const from = current
      await carryOut(steps)
      const floor = from + ((current - from) * BigInt(percent)) / 100n
      const wanted: bigint[] = []
      for (let revision = floor; revision <= current; revision++) wanted.push(revision)
      const compare = async () => {
        for (let revision = wanted.pop(); revision !== undefined; revision = wanted.pop()) {
          const there = [...new Set(keys)].filter((each) => model.at(each, revision ?? 0n))
          const rows = await rowsAt(revision, revision % 8n === 0n)
          expect([revision, rows]).toEqual([revision, expectedRows(there)])
        }
      }
      if (floor > 1n) await etcd.etcdctl('compact', String(floor)).catch(() => '')
      await Promise.all([compare(), compare(), compare(), compare()])
    })
    await fc.assert(property, { numRuns: 6, endOnFailure: true })
  })
})
