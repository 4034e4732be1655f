import type { Comparison, CompareSide, Differences } from '../../../shared/contract/compare'
import { rangeOf } from '../../../shared/etcd/range'
import type { TestApp } from '../../support/test-app'

export const bytes = (text: string) => new TextEncoder().encode(text)
export const text = (value: Uint8Array) => Buffer.from(value).toString('latin1')
const slash = bytes('/')
const everything = new Uint8Array()

/** A side of all keys, or of those below a prefix, now or at a revision. */
export const side = (connectionId: string, prefix = '', revision?: bigint): CompareSide => ({
  connectionId,
  prefix: bytes(prefix),
  revision,
})

/** An open comparison; it ends with its scope. */
export async function compare(app: TestApp, left: CompareSide, right: CompareSide) {
  const stop = new AbortController()
  const rows = app.pull(app.client.compare.compare({ left, right }, { signal: stop.signal }))
  for (;;) {
    const { value, done } = await rows.next()
    if (done) throw new Error('The comparison ended without a result.')
    if (value.kind !== 'done') continue
    const comparison: Comparison = value.comparison
    return {
      comparison,
      look: (prefix = right.prefix): Promise<Differences> =>
        app.client.compare.look({ comparison: comparison.id, prefix, separator: slash }),
      async export(path: string, { withValues = true, prefix = everything } = {}) {
        const input = { comparison: comparison.id, path, prefix, withValues }
        for await (const row of app.pull(app.client.compare.export(input)))
          if (row.kind === 'done') return row
        throw new Error('The export ended without an outcome.')
      },
      async [Symbol.asyncDispose]() {
        stop.abort()
        await rows.next().catch(() => {})
      },
    }
  }
}

/** Keys by names without their prefix, values as hex. */
export type Model = ReadonlyMap<string, string>

export async function modelOf(app: TestApp, { connectionId, prefix, revision }: CompareSide): Promise<Model> {
  const { kvs } = await app.client.kv.range({ connectionId, ...rangeOf(prefix), revision })
  return new Map(
    kvs.map(({ key, value }) => [text(key).slice(prefix.length), Buffer.from(value).toString('hex')]),
  )
}

/** What differs between two models: `+name`, `~name`, `-name`, sorted by name. */
export function differ(left: Model, right: Model): readonly string[] {
  const names = [...new Set([...left.keys(), ...right.keys()])].sort()
  return names.flatMap((name) => {
    if (!left.has(name)) return [`+${name}`]
    if (!right.has(name)) return [`-${name}`]
    return left.get(name) === right.get(name) ? [] : [`~${name}`]
  })
}

const signs = { added: '+', changed: '~', deleted: '-' } as const

/** The same of what was found. */
export const namesOf = ({ keys, prefix }: Differences): readonly string[] =>
  keys.map(({ key, kind }) => signs[kind] + text(key).slice(prefix.length))
