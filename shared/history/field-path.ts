/** Where a value is in a document, as a way upwards: it is written only for what differs. */
export interface Place {
  readonly above: Place | undefined
  /** A field's name; of an item its position. */
  readonly step: string | number
  /** The step is how the path reads already. */
  readonly isWritten?: boolean
  /** The list an item is in, where its name may stand for its position. */
  readonly list?: readonly unknown[]
}

/** `spec.containers[app].image`, `items[3]`, `metadata.labels["app.kubernetes.io/name"]`; empty for the whole. */
export function writePath(place: Place | undefined): string {
  if (!place) return ''
  const above = writePath(place.above)
  const step = writeStep(place)
  return above === '' && step.startsWith('.') ? step.slice(1) : above + step
}

/** The `name` of an item that has one. */
export function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('name' in item)) return undefined
  return typeof item.name === 'string' ? item.name : undefined
}

function writeStep({ step, isWritten, list }: Place): string {
  if (typeof step === 'string') return isWritten ? step : fieldName(step)
  const names = list?.map(nameOf)
  const areTheirOwn = names && !names.includes(undefined) && new Set(names).size === names.length
  return `[${areTheirOwn ? names[step] : step}]`
}

/** `.replicas`, and `["app.kubernetes.io/name"]` for what would not read as one name. */
function fieldName(name: string): string {
  return /^[\w$-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}
