import { fail } from '../../shared/failure'

/** A pattern as it was typed; fails with `invalid` (field `text`) for one that is none. */
export function toRegExp(text: string, flags?: 'm' | 'i'): RegExp {
  try {
    return new RegExp(text, flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fail('invalid', `“${text}” is not a regular expression.`, { reason, details: { field: 'text' } })
  }
}
