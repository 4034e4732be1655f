import type { Failure } from '../../shared/failure'

/** A failure as text to paste into a report: code, sentence, original text, facts. It holds no secret by contract. */
export function failureText(failure: Failure): string {
  const facts = Object.entries(failure.details ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
  return [`${failure.code}: ${failure.message}`, ...(failure.reason ? [failure.reason] : []), ...facts].join(
    '\n',
  )
}
