import { table } from './table'

/**
 * What a field holds: a scalar's letter (`s` string, `y` bytes, `b` bool, `i` int32, `l` int64), a message whose JSON is
 * its own (`T` Time, `U` MicroTime, `D` Duration, `Q` Quantity, `I` IntOrString, `J` any JSON), or `#`, another message.
 */
export type FieldType = 's' | 'y' | 'b' | 'i' | 'l' | 'T' | 'U' | 'D' | 'Q' | 'I' | 'J' | '#'

/** One field of a message, as Kubernetes' Go types and protobuf definitions describe it. */
export interface Field {
  /** In JSON; `-` for one whose own fields stand in its place. */
  readonly name: string
  readonly number: number
  readonly type: FieldType
  /** The message of a field of type `#`. */
  readonly message?: Message
  readonly isRepeated: boolean
  /** A map from string to the type. */
  readonly isMap: boolean
  readonly isPointer: boolean
  readonly omitsEmpty: boolean
  readonly omitsZero: boolean
  readonly isInline: boolean
}

/** Whether one value is a varint on the wire; everything else has a length. */
export const isVarint = ({ type }: Field) => type === 'i' || type === 'l' || type === 'b'

export interface Message {
  /** In full, as in protobuf: `k8s.io.api.apps.v1.DeploymentSpec`. */
  readonly name: string
  /** Whether it has `kind` and `apiVersion` of its own. */
  readonly isKind: boolean
  /** Whether its JSON is the list in its only field. */
  readonly isList: boolean
  /** In the order of their JSON. */
  readonly fields: readonly Field[]
  /** The index in `fields` by field number. */
  readonly indexes: readonly (number | undefined)[]
}

export interface Schema {
  /** The message of a kind that is known: `('apps/v1', 'Deployment')`. */
  readonly kind: (apiVersion: string, kind: string) => Message | undefined
  /** A message by its full name. */
  readonly message: (name: string) => Message | undefined
}

/** Reads a field table; `scripts/lib/k8s/make-table.mjs` says how one is written. */
export function parseSchema(text: string): Schema {
  const messages: Mutable<Message>[] = []
  const kinds = new Map<string, Message>()
  const rows: { readonly message: Mutable<Message>; readonly line: string }[] = []
  let apiVersion = ''
  let scope = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('@')) [apiVersion = '', scope = ''] = line.slice(1).split(' ')
    else if (line.includes(' ')) rows.push({ message: messages.at(-1)!, line })
    else if (line !== '') {
      const short = line.replace(/[+*]$/, '')
      const message = {
        ...{ name: `${scope}.${short}`, isKind: line.endsWith('+'), isList: line.endsWith('*') },
        ...{ fields: [] as Field[], indexes: [] as (number | undefined)[] },
      }
      messages.push(message)
      if (message.isKind) kinds.set(`${apiVersion} ${short}`, message)
    }
  }
  for (const { message, line } of rows) addField(message, line, messages)
  const byName = new Map(messages.map((message) => [message.name, message]))
  return {
    kind: (version, kind) => kinds.get(`${version} ${kind}`),
    message: (name) => byName.get(name),
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

function addField(message: Mutable<Message>, line: string, messages: readonly Message[]) {
  const [name = '', number = '', type = '', flags = ''] = line.split(' ')
  const isMap = type.startsWith('m')
  const value = isMap ? type.slice(1) : type
  const isMessage = value.startsWith('#')
  message.indexes[Number(number)] = message.fields.length
  message.fields.push({
    ...{ name, number: Number(number), isMap },
    type: isMessage ? '#' : (value as FieldType),
    message: isMessage ? messages[Number(value.slice(1))] : undefined,
    isRepeated: flags.includes('r'),
    isPointer: flags.includes('p'),
    omitsEmpty: flags.includes('o'),
    omitsZero: flags.includes('z'),
    isInline: flags.includes('n'),
  })
}

let known: Schema | undefined

/** The schema of the release that the table is from, read when it is first needed. */
export function schema(): Schema {
  return (known ??= parseSchema(table))
}
