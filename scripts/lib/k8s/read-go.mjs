/**
 * The structs of a Go source file: name to fields in their order; the named slices; and the structs that are
 * another package's under a new name. Only what the field table needs is read: JSON name, `omitempty`, `omitzero`, inline embedding, pointer or not, and the protobuf number.
 */
export function readGo(text) {
  const structs = new Map()
  const slices = new Set([...text.matchAll(/^type (\w+) \[\]\w/gm)].map((match) => match[1]))
  for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm))
    structs.set(name, body.split('\n').flatMap(readField))
  for (const [, name] of text.matchAll(/^type (\w+) struct ?\{\}/gm)) structs.set(name, [])
  const imports = new Map(
    [...text.matchAll(/^\t(?:(\w+) )?"(k8s\.io\/[^"]+)"$/gm)].map(([, alias, path]) => [
      alias ?? path.slice(path.lastIndexOf('/') + 1),
      path,
    ]),
  )
  const renamed = new Map(
    [...text.matchAll(/^type (\w+) (\w+)\.(\w+)$/gm)].flatMap(([, name, scope, original]) =>
      imports.has(scope) ? [[name, { path: imports.get(scope), name: original }]] : [],
    ),
  )
  return { structs, slices, renamed }
}

function readField(line) {
  const found = /^\t(?:(\w+)\s+)?(\S+)\s+`([^`]*)`/.exec(line)
  if (!found) return []
  const [, , type, tags] = found
  const json = /json:"([^"]*)"/.exec(tags)?.[1]
  if (json === undefined || json === '-') return []
  const [jsonName, ...options] = json.split(',')
  const number = Number(/protobuf:"\w+,(\d+)/.exec(tags)?.[1] ?? 0)
  const isInline = options.includes('inline') || (jsonName === '' && found[1] === undefined)
  return [
    {
      ...{ type, jsonName, number, isInline },
      isPointer: type.startsWith('*'),
      isOmitEmpty: options.includes('omitempty'),
      isOmitZero: options.includes('omitzero'),
    },
  ]
}
