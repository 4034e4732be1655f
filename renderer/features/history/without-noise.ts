/** What Kubernetes writes into `metadata` by itself, with every change. */
const noisy = new Set(['managedFields', 'resourceVersion', 'generation'])

interface Line {
  readonly text: string
  readonly indent: number
  /** Where its name stands: behind the dashes of a list in YAML. */
  readonly column: number
  readonly name: string | undefined
}

function read(text: string): Line {
  const indent = text.length - text.trimStart().length
  const column = indent + (/^(?:- +)*/.exec(text.trimStart())?.[0].length ?? 0)
  const name = /^(?:"([^"]+)"|([\w.-]+))\s*:/.exec(text.slice(column))
  return { text, indent, column, name: name?.[1] ?? name?.[2] }
}

/**
 * A document that is laid out over lines (JSON as `formatJson` does, or YAML) without what Kubernetes writes into any
 * `metadata` by itself: managedFields, resourceVersion, generation. For comparing, not for writing back.
 */
export function withoutNoise(text: string): string {
  const kept: string[] = []
  const parents: Line[] = []
  let dropped: Line | undefined
  for (const line of text.split('\n').map(read)) {
    if (line.text.trim() === '') {
      if (!dropped) kept.push(line.text)
      continue
    }
    if (dropped && belongsTo(line, dropped)) continue
    dropped = undefined
    while ((parents.at(-1)?.column ?? -1) >= line.column) parents.pop()
    if (line.name && noisy.has(line.name) && parents.at(-1)?.name === 'metadata') {
      dropped = line
      continue
    }
    if (line.name) parents.push(line)
    // The field before the end may have lost the one after it.
    if (/^\s*[}\]]/.test(line.text) && kept.at(-1)?.endsWith(',')) kept.push(kept.pop()?.slice(0, -1) ?? '')
    kept.push(line.text)
  }
  return kept.join('\n')
}

/** True for the lines of a field's own value: deeper ones, and the list items and closing brackets that stand as deep. */
function belongsTo(line: Line, field: Line): boolean {
  if (line.indent > field.column) return true
  return line.indent === field.column && /^\s*(-(\s|$)|[\]}])/.test(line.text)
}
