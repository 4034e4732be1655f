import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { openTree } from '../../support/open-tree'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { keysBelow, putKeys, writeSteadily, type Write } from '../../support/writer'

const changes = 4_000

/** What a tree with every folder open shows of some keys, as `openTree` writes it: folders with counts, keys below. */
function model(keys: readonly string[], prefix: string, level = 0): string[] {
  const children = new Map<string, { isKey: boolean; below: string[] }>()
  for (const key of keys) {
    const rest = key.slice(prefix.length)
    const at = rest.indexOf('/')
    const name = at < 0 ? rest : rest.slice(0, at)
    const child = children.get(name) ?? { isKey: false, below: [] }
    children.set(name, child)
    if (at < 0) child.isKey = true
    else child.below.push(key)
  }
  return [...children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { isKey, below }]) => {
      const folder = below.length > 0 ? `/ ${below.length}${isKey ? ' key' : ''}` : ''
      return [
        `${'  '.repeat(level)}${name}${folder}`,
        ...(below.length > 0 ? model(below, `${prefix}${name}/`, level + 1) : []),
      ]
    })
}

/** Random puts and deletes of some 600 names in three levels; the seed is in the title of what fails. */
function randomWrites(seed: number): () => Write | undefined {
  const [numbers] = fc.sample(fc.array(fc.nat({ max: 1_199 }), { minLength: changes, maxLength: changes }), {
    seed,
    numRuns: 1,
  })
  let at = 0
  return () => {
    const number = numbers?.[at++]
    if (number === undefined) return undefined
    const name = number >> 1
    return { isPut: number % 2 === 0, key: `/w/${name % 5}/${name % 7 === 0 ? 'deep/' : ''}${name}` }
  }
}

describe.each(engineVersions)('a tree that is written under, etcd %s', (version) => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    await putKeys(
      etcd.endpoints,
      Array.from({ length: 300 }, (_, i) => `/w/${i % 5}/${i * 2}`),
    )
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })

  test('about a thousand times a second ends with exactly the rows that the store has', async () => {
    await using tree = openTree(app, connectionId, '/w/')
    await tree.live()
    for (const folder of [0, 1, 2]) await tree.expand(`/w/${folder}`)
    const seed = Date.now()
    const writing = writeSteadily(etcd.endpoints, 1_000, randomWrites(seed))
    // Folders that are opened while it is written under them are listed at a revision of their own.
    for (const folder of [3, 4]) {
      await until(() => tree.latest.state?.following === 'live')
      await tree.expand(`/w/${folder}`)
    }
    expect(await writing).toBe(changes)
    const [endpoint = ''] = etcd.endpoints
    const { revision } = await app.client.maintenance.status({ connectionId, endpoint })
    await until(() => tree.latest.state?.revision === revision)
    const keys = await keysBelow(etcd.endpoints, '/w/')
    for (const folder of [0, 1, 2, 3, 4]) await tree.expand(`/w/${folder}/deep`)
    await until(async () => (await tree.text()).join('\n') === model(keys, '/w/').join('\n'), {
      what: `the rows are those of the store (seed ${seed})`,
    })
    expect(tree.latest.state?.keyCount).toBe(keys.length)
    // Changes are told together, not one by one.
    expect(tree.latest.states).toBeLessThan(changes / 2)

    // The index, which was built and changed meanwhile, has the same keys.
    await until(() => tree.latest.state?.indexed?.isComplete)
    const input = { tree: tree.tree(), text: '/w/', mode: 'prefix' as const, limit: 500 }
    let matches = 0
    for await (const found of app.pull(app.client.tree.find(input))) matches = found.matches
    expect(matches).toBe(keys.length)
  })
})
