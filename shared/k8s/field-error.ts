/** Something typed that cannot be stored, with where it stands: `['spec', 'replicas']`. */
export class FieldError extends Error {
  override readonly name = 'FieldError'

  constructor(
    readonly path: readonly (string | number)[],
    message: string,
  ) {
    super(message)
  }
}

/** A path as people write it: `spec.containers[0].image`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`
      return /^[\w-]+$/.test(step) ? (at === 0 ? step : `.${step}`) : `["${step}"]`
    })
    .join('')
}
