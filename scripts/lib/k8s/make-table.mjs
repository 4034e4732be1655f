import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readGo } from './read-go.mjs'
import { readProto } from './read-proto.mjs'

const meta = 'k8s.io.apimachinery.pkg.apis.meta.v1'

/** Messages whose JSON is not that of their fields; one letter each in the table. */
const special = new Map([
  [`${meta}.Time`, 'T'],
  [`${meta}.MicroTime`, 'U'],
  [`${meta}.Duration`, 'D'],
  [`${meta}.FieldsV1`, 'J'],
  ['k8s.io.apimachinery.pkg.runtime.RawExtension', 'J'],
  ['k8s.io.apimachinery.pkg.api.resource.Quantity', 'Q'],
  ['k8s.io.apimachinery.pkg.util.intstr.IntOrString', 'I'],
])
const scalars = { string: 's', bytes: 'y', bool: 'b', int32: 'i', int64: 'l' }

/**
 * The field table of the API packages unpacked in `root` (the folder that holds `k8s.io/`). Lines of text:
 *
 *     @apps/v1 k8s.io.api.apps.v1          what follows belongs to this API version and protobuf package
 *     Deployment+                          a message; `+`: a kind of its own; `*`: stands for its list `items`
 *     metadata 1 #3 o                      JSON name, number, type, flags
 *
 * Types: a scalar's letter (`s`tring, b`y`tes, `b`ool, `i`nt32, `l`: int64), a special message's letter, or `#N`, the Nth
 * message of the table; behind `m`, the values of a map by string. Flags: `r`epeated, `p`ointer, `o`mitempty,
 * omit`z`ero, i`n`line.
 */
export function makeTable(root) {
  const files = [
    'apimachinery/pkg/apis/meta/v1',
    ...readdirSync(join(root, 'k8s.io', 'api'), { recursive: true })
      .filter((path) => /^[^/]+\/[^/]+\/generated\.proto$/.test(path))
      .map((path) => `api/${path.slice(0, path.lastIndexOf('/'))}`)
      .sort(),
  ].map((path) => join(root, 'k8s.io', path))
  const packages = files.map(readPackage)
  const structs = new Map(
    packages.flatMap((each) => [...each.structs].map(([name, rows]) => [`${each.scope}.${name}`, rows])),
  )
  const messages = packages.flatMap(({ messages: own }) => own)
  for (const message of messages) message.rows ??= structs.get(message.original)
  const numbers = new Map(messages.map(({ name }, index) => [name, index]))
  const lines = []
  for (const { apiVersion, scope, messages: own } of packages) {
    lines.push(`@${apiVersion} ${scope}`)
    for (const message of own) lines.push(...messageLines(message, numbers))
  }
  return lines.join('\n') + '\n'
}

function readPackage(dir) {
  const proto = readProto(readFileSync(join(dir, 'generated.proto'), 'utf8'))
  const sources = readdirSync(dir).filter(
    (name) => name.endsWith('.go') && !/_test\.go$|^zz_|generated|swagger/.test(name),
  )
  const parsed = sources.sort().map((name) => readGo(readFileSync(join(dir, name), 'utf8')))
  const structs = new Map(parsed.flatMap((each) => [...each.structs]))
  const slices = new Set(parsed.flatMap((each) => [...each.slices]))
  const renamed = new Map(parsed.flatMap((each) => [...each.renamed]))
  const scope = dir.slice(dir.indexOf('k8s.io/')).replaceAll('/', '.')
  const messages = [...proto]
    .filter(([name]) => !special.has(name))
    .map(([name, fields]) => {
      const short = name.slice(scope.length + 1)
      const original = renamed.get(short)
      const isList = slices.has(short)
      return {
        name,
        short,
        fields,
        isList,
        rows: structs.get(short),
        original: original && fullName(original),
      }
    })
    .filter(({ rows, original, isList }) => rows ?? original ?? isList)
  return { apiVersion: apiVersionOf(dir), scope, structs, messages }
}

const fullName = ({ path, name }) => `${path.replaceAll('/', '.')}.${name}`

function apiVersionOf(dir) {
  const register = join(dir, 'register.go')
  const group = existsSync(register)
    ? (/GroupName\s*=\s*"([^"]*)"/.exec(readFileSync(register, 'utf8'))?.[1] ?? '')
    : ''
  const version = dir.slice(dir.lastIndexOf('/') + 1)
  return group === '' || group === 'meta.k8s.io' ? version : `${group}/${version}`
}

function messageLines({ short, fields, rows, isList }, numbers) {
  if (isList) {
    const [number, field] = [...fields][0]
    return [`${short}*`, `items ${number} ${typeOf(field, numbers)} r`]
  }
  const isKind = rows.some(({ isInline, type }) => isInline && /(^|\.)TypeMeta$/.test(type))
  const lines = [short + (isKind ? '+' : '')]
  const seen = new Set()
  for (const row of rows) {
    const field = fields.get(row.number)
    if (!field) continue
    seen.add(row.number)
    const flags = [
      ...[field.isRepeated && 'r', row.isPointer && 'p', row.isOmitEmpty && 'o'],
      ...[row.isOmitZero && 'z', row.isInline && 'n'],
    ]
    const name = row.isInline ? '-' : row.jsonName
    lines.push(`${name} ${row.number} ${typeOf(field, numbers)} ${flags.filter(Boolean).join('')}`.trim())
  }
  for (const [number, { name }] of fields)
    if (!seen.has(number)) throw new Error(`${short}.${name} (${number}) has no field in the Go sources.`)
  return lines
}

function typeOf({ type, isMap }, numbers) {
  const letter =
    scalars[type] ?? special.get(type) ?? (numbers.has(type) ? `#${numbers.get(type)}` : undefined)
  if (letter === undefined) throw new Error(`The type ${type} is not known.`)
  return (isMap ? 'm' : '') + letter
}
