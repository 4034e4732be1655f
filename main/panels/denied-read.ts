import { bytesToText } from '../../shared/etcd/key'
import type { KeyRange } from '../../shared/etcd/range'
import type { Failure } from '../../shared/failure'

/** etcd does not say which right is missing: a watch needs READ on its whole range. Other failures stay as they are. */
export function explainDenied(failure: Failure, range: KeyRange): Failure {
  if (failure.code !== 'denied') return failure
  const message = `This user may not watch this: READ on ${rangeText(range)} is missing.`
  return { ...failure, message, details: { ...failure.details, right: `READ on ${rangeText(range)}` } }
}

function rangeText({ key, rangeEnd }: KeyRange): string {
  if (!rangeEnd) return bytesToText(key)
  const isToEnd = rangeEnd.length === 1 && rangeEnd[0] === 0
  return `[${bytesToText(key)}, ${isToEnd ? 'the end' : bytesToText(rangeEnd)})`
}
