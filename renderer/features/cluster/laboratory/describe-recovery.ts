import type { Recovery } from '../../../../shared/contract/laboratory'
import { formatBytes, formatCount, formatMs } from '../../../ui/format'

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const entries = (count: bigint) => `${formatCount(count)} ${count === 1n ? 'entry' : 'entries'}`

/** `m3 was killed at 12:01:03, started at 12:01:09`. */
function beginning({ member, ended, startedAtMs }: Recovery): string {
  const started = `started at ${time.format(startedAtMs)}`
  if (!ended) return `${member} ${started}`
  const how = { killed: 'was killed', stopped: 'was stopped', exited: 'ended by itself' }[ended.how]
  return `${member} ${how} at ${time.format(ended.atMs)}, ${started}`
}

/** What a member did to come back, step by step, in the words of raft. */
export function recoverySteps({
  log,
  receivedEntries,
  startedAtMs,
  healthyAtMs,
}: Recovery): readonly string[] {
  const { snapshotIndex, replayed, received } = log
  const steps: string[] = []
  if (snapshotIndex !== undefined) steps.push(`loaded its snapshot at index ${formatCount(snapshotIndex)}`)
  if (replayed) {
    const { first, last } = replayed
    const span = `${formatCount(first)} to ${formatCount(last)}`
    steps.push(`replayed ${entries(last - first + 1n)} from its write-ahead log (${span})`)
  }
  if (received) {
    const { index, sizeBytes, tookMs } = received
    const size = sizeBytes === undefined ? '' : ` of ${formatBytes(sizeBytes)}`
    const took = tookMs === undefined ? '' : ` in ${formatMs(tookMs)}`
    steps.push(`received a snapshot${size} from the leader${took}, at index ${formatCount(index)}`)
  }
  if (receivedEntries !== undefined) steps.push(`received ${entries(receivedEntries)} by log`)
  steps.push(
    healthyAtMs === undefined
      ? 'not healthy yet'
      : `healthy after ${formatMs(Math.max(0, healthyAtMs - startedAtMs))}`,
  )
  return steps
}

/** A recovery as one sentence. */
export const describeRecovery = (recovery: Recovery): string =>
  `${beginning(recovery)}: ${recoverySteps(recovery).join(', ')}.`
