import { jsonErrorAt } from './json-error'

/** What is wrong with a text that should be JSON, and where; undefined for JSON. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    if (text.trim() === '') return 'There is nothing in it.'
    const said = error instanceof Error ? error.message : String(error)
    const named = /at position (\d+)/.exec(said)?.[1]
    const at = named === undefined ? (jsonErrorAt(text) ?? 0) : Number(named)
    const before = text.slice(0, at).split('\n')
    // Parsers quote the text around the place; it is in sight already.
    const what = said.replace(/(, (\.{3})?".*is not valid JSON| (in JSON )?at position.*)$/s, '')
    return `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}.`
  }
}

/**
 * JSON laid out over lines, or undefined when it is none. Only the white space between tokens changes: numbers, escapes,
 * doubled names and the order stay as they were written.
 */
export function formatJson(text: string, eol: '\n' | '\r\n' = '\n'): string | undefined {
  if (jsonProblem(text) !== undefined) return undefined
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? []
  const parts: string[] = []
  let depth = 0
  const newLine = () => parts.push(eol, '  '.repeat(depth))
  for (const [at, token] of tokens.entries()) {
    const closes = token === '}' || token === ']'
    const isEmpty = closes && /^[[{]$/.test(tokens[at - 1] ?? '')
    if (closes) depth -= 1
    if (closes && !isEmpty) newLine()
    parts.push(token === ':' ? ': ' : token)
    if (token === '{' || token === '[') depth += 1
    const opens = (token === '{' || token === '[') && !/^[\]}]$/.test(tokens[at + 1] ?? '')
    if (opens || token === ',') newLine()
  }
  return parts.join('') + (/\n\s*$/.test(text) ? eol : '')
}
