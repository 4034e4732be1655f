/**
 * The messages of a `generated.proto`: full name to fields by number, each `{ type, isRepeated, mapOf }`. What
 * go-to-protobuf writes is flat (no nested messages, no oneof), so lines are enough.
 */
export function readProto(text) {
  const scope = /^package ([\w.]+);/m.exec(text)?.[1]
  const messages = new Map()
  let fields
  for (const line of text.split('\n')) {
    const head = /^message (\w+) \{/.exec(line)
    if (head) messages.set(`${scope}.${head[1]}`, (fields = new Map()))
    const map = /^ {2}map<(\w+), \.?([\w.]+)> (\w+) = (\d+);/.exec(line)
    const plain = /^ {2}(optional|repeated|required) \.?([\w.]+) (\w+) = (\d+);/.exec(line)
    if (map) fields.set(Number(map[4]), { type: full(map[2], scope), isMap: true, name: map[3] })
    else if (plain)
      fields.set(Number(plain[4]), {
        ...{ type: full(plain[2], scope), isRepeated: plain[1] === 'repeated', name: plain[3] },
      })
  }
  return messages
}

const scalars = new Set(['string', 'bytes', 'bool', 'int32', 'int64', 'uint32', 'uint64', 'double'])
const full = (type, scope) => (scalars.has(type) || type.includes('.') ? type : `${scope}.${type}`)
