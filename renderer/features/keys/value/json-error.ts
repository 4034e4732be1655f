const space = /[ \t\n\r]*/y
const text = String.raw`"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"`
const number = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])`
const token = new RegExp(`[{}[\\],:]|${text}|${number}|true|false|null`, 'y')

/** What may come next: a value, a name, the end of the innermost object or list. */
type Wanted = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'nothing'

/**
 * Where a text stops being JSON (RFC 8259): the offset of the first token that cannot stand there, or its length where
 * something is missing at the end; undefined for JSON. Browsers' parsers tell a place for some mistakes only.
 */
export function jsonErrorAt(source: string): number | undefined {
  const open: ('{' | '[')[] = []
  let wanted: Wanted = 'value'
  for (let at = 0; ;) {
    space.lastIndex = at
    at += space.exec(source)?.[0].length ?? 0
    if (at === source.length) return wanted === 'nothing' ? undefined : at
    token.lastIndex = at
    const found = token.exec(source)?.[0]
    const next: Wanted | undefined = found === undefined ? undefined : after(found, wanted, open)
    if (found === undefined || next === undefined) return at
    wanted = next
    at += found.length
  }
}

/** What is wanted after a token; undefined when it cannot stand there. `open` follows. */
function after(found: string, wanted: Wanted, open: ('{' | '[')[]): Wanted | undefined {
  const isValue = wanted === 'value' || wanted === 'valueOrEnd'
  const closed = (): Wanted => (open.length > 0 ? 'commaOrEnd' : 'nothing')
  switch (found[0]) {
    case '{':
    case '[':
      if (!isValue) return undefined
      open.push(found as '{' | '[')
      return found === '{' ? 'nameOrEnd' : 'valueOrEnd'
    case '}':
    case ']': {
      const mayEnd = wanted === 'commaOrEnd' || wanted === (found === '}' ? 'nameOrEnd' : 'valueOrEnd')
      if (!mayEnd || open.at(-1) !== (found === '}' ? '{' : '[')) return undefined
      open.pop()
      return closed()
    }
    case ',':
      if (wanted !== 'commaOrEnd') return undefined
      return open.at(-1) === '{' ? 'name' : 'value'
    case ':':
      return wanted === 'colon' ? 'value' : undefined
    case '"':
      if (wanted === 'name' || wanted === 'nameOrEnd') return 'colon'
      return isValue ? closed() : undefined
    default:
      return isValue ? closed() : undefined
  }
}
