import { fail } from '../failure'

const step = /^(?:\.?([\w$-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\[([^\]"]+)\])/

/** One step into a document: an object's field or the item of a list that has this name, or an item by its place. */
export type PathStep = string | number

/**
 * Takes a path apart as summaries of changes write it: `status.phase`, `items[3].name`, `containers[app].image`,
 * `labels["app.io/name"]`. Fails with `invalid` (field `valuePath`) for what is none.
 */
export function parsePath(text: string): readonly PathStep[] {
  const steps: PathStep[] = []
  for (let rest = text.trim(); rest !== '';) {
    const match = step.exec(rest)
    if (!match) {
      const message = `“${text}” is not a path: write it like status.phase or items[3].name.`
      throw fail('invalid', message, { details: { field: 'valuePath' } })
    }
    const [whole, name, place, quoted, item] = match
    if (place !== undefined) steps.push(Number(place))
    else steps.push(quoted === undefined ? (name ?? item ?? '') : (JSON.parse(quoted) as string))
    rest = rest.slice(whole.length)
  }
  return steps
}

/** What is at a path of a document as JSON and YAML give it; undefined where there is nothing. */
export function valueAt(root: unknown, path: readonly PathStep[]): unknown {
  return path.reduce(below, root)
}

function below(value: unknown, name: PathStep): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    if (typeof name === 'number') return value[name] as unknown
    return value.find((item: unknown) => below(item, 'name') === name)
  }
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}
