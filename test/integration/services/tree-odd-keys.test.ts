import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesToText, textToBytes } from '../../../shared/etcd/key'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const long = 'n'.repeat(1_000)
/** Keys as they are shown, each with its folders' rows and its own, as names. */
const odd: readonly (readonly [string, readonly string[]])[] = [
  ['//a', ['/', 'a']],
  ['/a//b', ['/a', '', 'b']],
  ['/a/', ['/a', '']],
  ['/', ['/']],
  ['///', ['/', '', '']],
  ['no/leading', ['no', 'leading']],
  ['plain', ['plain']],
  [' ', [' ']],
  ['/ /  ', ['/ ', '  ']],
  ['/\\x00/\\x0a', ['/\\x00', '\\x0a']],
  ['/bin\\xff/\\xfe\\xc3', ['/bin\\xff', '\\xfe\\xc3']],
  ['/back\\\\slash/x', ['/back\\\\slash', 'x']],
  ['/ü/\u{1F511}', ['/ü', '\u{1F511}']],
  [`/long/${long}/${long}`, ['/long', long, long]],
]

describe.each(engineVersions)('odd keys in the tree, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    for (const [text] of odd)
      await app.client.kv.create({ connectionId, key: textToBytes(text), value: textToBytes(text) })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test.each(['before the index is there', 'from the index'])('appear and open, %s', async (when) => {
    await using tree = openTree(app, connectionId)
    await tree.live()
    if (when === 'from the index') await until(() => tree.latest.state?.indexed?.isComplete)
    expect(tree.latest.state?.keyCount).toBe(odd.length)
    for (const [text, way] of odd) {
      const path = textToBytes(text)
      const { row } = await app.client.tree.reveal({ tree: tree.tree(), path })
      expect(row, text).toBeDefined()
      const rows = await tree.rows()
      const found = rows[row ?? -1]
      expect(found, text).toMatchObject({ path, isKey: true, name: way.at(-1), level: way.length })
      // Upwards from the row to the top: the folders that it lies in.
      const names: string[] = []
      let level = Infinity
      for (const each of rows.slice(0, (row ?? 0) + 1).reverse()) {
        if (each.level >= level) continue
        level = each.level
        names.unshift(each.name)
      }
      expect(names, text).toEqual(way)
      const { kvs } = await app.client.kv.range({ connectionId, key: path })
      expect(bytesToText(kvs[0]?.value ?? new Uint8Array())).toBe(text)
    }
    const keys = (await tree.rows()).filter(({ isKey }) => isKey).map(({ path }) => bytesToText(path))
    expect([...keys].sort()).toEqual(odd.map(([text]) => text).sort())
  })
})
