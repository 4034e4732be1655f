import type { Failure } from '../../shared/failure'

/** A failure as text to paste into a report: code, sentence, original text, facts. It holds no secret by contract. */
export function failureText(failure: Failure): string {
  const facts = Object.entries(failure.details ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
  return [`${failure.code}: ${failure.message}`, ...(failure.reason ? [failure.reason] : []), ...facts].join(
    '\n',
  )
}

/** The original text as it is worth reading: without what grpc-js wraps around the system's own words. */
export function shownReason({ reason, message }: Failure): string | undefined {
  const plain = reason
    ?.replace(/^No connection established\. /, '')
    .replace(/^Last error: (Error: )?/, '')
    .replace(/\s*Resolution note:\s*$/, '')
    .replace(/\s*\(\d{4}-\d\d-\d\dT[\d:.]+Z\)\.?$/, '')
    .trim()
  return plain && plain !== message ? plain : undefined
}
