/** What is wrong with a text that should be JSON, with its line where the parser tells; undefined for JSON. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const at = /at position (\d+)/.exec(said)?.[1]
    if (at === undefined) return text.trim() === '' ? 'There is nothing in it.' : `${said}.`
    const before = text.slice(0, Number(at)).split('\n')
    const what = said.replace(/ (in JSON )?at position.*$/, '')
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
