import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findKeys } from '../../../main/keyindex/find-keys'
import { KeyIndex } from '../../../main/keyindex/key-index'
import { matcher } from '../../../main/keyindex/match-keys'
import { PackedKeys } from '../../../main/keyindex/packed-keys'
import { splitKey } from '../../../main/tree/segment'
import { toFailure } from '../../../shared/failure'

const slash = Buffer.from('/')
const keyText = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('/', 'a', 'b', '\xff', '.') })
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const text = (key: Uint8Array) => Buffer.from(key).toString('latin1')
const sorted = (keys: Iterable<string>) => [...new Set(keys)].sort()

function indexOf(keys: readonly string[], revision = 1n): KeyIndex {
  const packed = new PackedKeys({ keys: 1, bytes: 1 })
  for (const key of sorted(keys)) packed.push(bytes(key), 0, key.length)
  return new KeyIndex(packed, revision)
}

const changes = fc.array(fc.tuple(keyText, fc.boolean()), { maxLength: 20 })

function changed(keys: readonly string[], list: readonly (readonly [string, boolean])[]) {
  const index = indexOf(keys)
  const there = new Set(keys)
  list.forEach(([key, isThere], i) => {
    const modRevision = BigInt(i + 2)
    index.apply([{ key: bytes(key), modRevision, isThere }], modRevision)
    if (isThere) there.add(key)
    else there.delete(key)
  })
  return { index, there: sorted(there) }
}

test('after any changes it holds exactly the keys that are there, in order', () => {
  fc.assert(
    fc.property(fc.array(keyText), changes, keyText, (keys, list, prefix) => {
      const { index, there } = changed(keys, list)
      expect([...index.keys(new Uint8Array())].map(text)).toEqual(there)
      expect([...index.keys(bytes(prefix))].map(text)).toEqual(there.filter((key) => key.startsWith(prefix)))
    }),
  )
})

test('a folder has exactly the children and counts that a look at every key gives', () => {
  fc.assert(
    fc.property(
      fc.array(keyText),
      changes,
      fc.constantFrom('', '/', '/a/', 'a/', '\xff/'),
      (keys, list, prefix) => {
        const { index, there } = changed(keys, list)
        const wanted = new Map<string, { segment: string; isKey: boolean; count: number }>()
        for (const key of there.filter((each) => each.startsWith(prefix))) {
          const { segment, isBelow } = splitKey(bytes(key), prefix.length, slash, prefix === '')
          const child = wanted.get(segment) ?? { segment, isKey: false, count: 0 }
          wanted.set(segment, child)
          if (isBelow) child.count += 1
          else child.isKey = true
        }
        const order = (a: { segment: string }, b: { segment: string }) => (a.segment < b.segment ? -1 : 1)
        const got = index.children(bytes(prefix), slash, prefix === '')
        expect([...got].sort(order)).toEqual([...wanted.values()].sort(order))
      },
    ),
  )
})

test('changes it has already are left out', () => {
  const index = indexOf(['a'], 10n)
  index.apply([{ key: bytes('a'), modRevision: 9n, isThere: false }], 10n)
  expect([...index.keys(new Uint8Array())].map(text)).toEqual(['a'])
})

test('many changes are merged and nothing is lost', () => {
  const index = indexOf(['m'])
  const made = Array.from({ length: 45_000 }, (_, i) => `k${String(i).padStart(6, '0')}`)
  made.forEach((key, i) =>
    index.apply([{ key: bytes(key), modRevision: BigInt(i + 2), isThere: true }], BigInt(i + 2)),
  )
  expect([...index.keys(new Uint8Array())].map(text)).toEqual([...made, 'm'])
})

const find = async (
  keys: readonly string[],
  wanted: string,
  mode: 'substring' | 'fuzzy' | 'regex',
  limit = 10,
) => {
  const search = { prefix: new Uint8Array(), match: matcher(wanted, mode), limit, mayHang: mode === 'regex' }
  let last
  for await (const found of findKeys(indexOf(keys), search, new AbortController().signal)) last = found
  return { matches: last?.matches, hits: last?.hits.map(text), isDone: last?.isDone }
}

const pods = ['/registry/pods/default/web', '/registry/pods/kube/coredns', '/registry/services/web', '/Other']

test('a search counts all matches and gives the best first', async () => {
  expect(await find(pods, 'web', 'substring')).toEqual({
    matches: 2,
    hits: ['/registry/pods/default/web', '/registry/services/web'],
    isDone: true,
  })
  expect(await find(pods, 'web', 'substring', 1)).toMatchObject({
    matches: 2,
    hits: ['/registry/pods/default/web'],
  })
  expect((await find(pods, 'pdw', 'fuzzy')).hits?.[0]).toBe('/registry/pods/default/web')
  expect(await find(pods, '^/registry/[^/]+/web$', 'regex')).toMatchObject({
    hits: ['/registry/services/web'],
  })
})

test('text is found in exactly the keys that hold it, whatever lies side by side and whatever came since', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(keyText),
      changes,
      fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('/', 'a', 'b', 'A') }),
      async (keys, list, wanted) => {
        const { index, there } = changed(keys, list)
        const search = { prefix: new Uint8Array(), match: matcher(wanted, 'substring'), limit: 1_000 }
        let hits: readonly Uint8Array[] = []
        for await (const found of findKeys(index, search, new AbortController().signal)) hits = found.hits
        const isSame = (key: string) => key.includes(wanted)
        expect(hits.map(text)).toEqual(there.filter(isSame))
      },
    ),
  )
})

test('capitals count only where the search has some', async () => {
  expect((await find(pods, 'other', 'substring')).matches).toBe(1)
  expect((await find(pods, 'OTHER', 'substring')).matches).toBe(0)
})

test('a wrong regular expression is said at its field', () => {
  expect(() => matcher('(', 'regex')).toThrow('is not a regular expression')
  try {
    matcher('(', 'regex')
  } catch (error) {
    expect(toFailure(error)).toMatchObject({ code: 'invalid', details: { field: 'text' } })
  }
})

const utf8 = (shown: string) => Buffer.from(shown, 'utf8').toString('latin1')

test('text beyond ASCII is found as text: case, classes and single characters', async () => {
  const street = utf8('/Straße/Ü')
  const keys = [street, '/strasse']
  expect((await find(keys, 'ße', 'substring')).hits).toEqual([street])
  expect((await find(keys, 'straße/ü', 'substring')).hits).toEqual([street])
  expect((await find(keys, 'STRAßE', 'substring')).matches).toBe(0)
  expect((await find(keys, 'sßü', 'fuzzy')).hits).toEqual([street])
  expect((await find(keys, '^/Stra[sß]e/.$', 'regex')).hits).toEqual([street])
})

test('a key that is not text is found by what it is shown as', async () => {
  const odd = '/odd/\xff\xfe\n'
  const keys = [odd, '/odd/back\\slash', utf8('/odd/ÿ')]
  expect((await find(keys, String.raw`/odd/\xff\xfe\x0a`, 'substring')).hits).toEqual([odd])
  expect((await find(keys, String.raw`\xfe\x0a`, 'fuzzy')).hits).toEqual([odd])
  expect((await find(keys, String.raw`\xff\xfe\n$`, 'regex')).hits).toEqual([odd])
  expect((await find(keys, String.raw`back\\slash`, 'substring')).hits).toEqual([keys[1]])
  expect((await find(keys, String.raw`back\slash`, 'substring')).hits).toEqual([keys[1]])
})

test('an expression that would never end is ended and said at its field', async () => {
  const search = find([`/${'a'.repeat(60)}`], '^/(a+)+$x', 'regex').then(() => undefined, toFailure)
  expect(await search).toMatchObject({ code: 'invalid', details: { field: 'text' } })
})
