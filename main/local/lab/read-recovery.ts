import type { RecoveryLog } from '../../../shared/contract/laboratory'
import { parseLogLine, type LogLine } from '../../../shared/etcd/log-line'

/** What the app itself writes into a member's log before each start: where a run of etcd begins. */
export const startMark = 'etcdesk starts etcd'

/** A run of etcd, as far as its log tells. `startedAtMs` is absent where its beginning is not among the lines. */
export interface Run {
  readonly startedAtMs?: number
  readonly log: RecoveryLog
}

type Reader = (line: LogLine, match: RegExpExecArray) => RecoveryLog

const index = (text: string | undefined) => BigInt(text ?? '0')
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))

// The texts of etcd 3.4.23 (zap and capnslog) and 3.5.16, as these versions wrote them.
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^recovered v2 store from snapshot$/, (line) => ({ snapshotIndex: index(field(line, 'snapshot-index')) })],
  [/^recovered store from snapshot at index (\d+)$/, (_, [, at]) => ({ snapshotIndex: index(at) })],
  [
    // `applied` is the index of the snapshot, `lastindex` the last entry of the write-ahead log.
    /^newRaft \S+ \[.*\bapplied: (\d+), lastindex: (\d+), lastterm: \d+\]$/,
    (_, [, applied, last]) => {
      const [first, end] = [index(applied) + 1n, index(last)]
      return end < first ? {} : { replayed: { first, last: end } }
    },
  ],
  [
    /^received and saved database snapshot$/,
    (line) => ({
      received: {
        index: index(field(line, 'incoming-snapshot-index')),
        sizeBytes: number(field(line, 'incoming-snapshot-size-bytes')),
        tookMs: goDurationMs(field(line, 'download-took')),
      },
    }),
  ],
  [
    /^successfully received and saved database snapshot \[index: (\d+), .*took: ([^\]]+)\]$/,
    (_, [, at, took]) => ({ received: { index: index(at), tookMs: goDurationMs(took) } }),
  ],
]

/** What the last run among these lines did to come back. Lines that say nothing of that are skipped. */
export function readRecovery(lines: readonly string[]): Run {
  let run: Run = { log: {} }
  for (const text of lines) {
    const line = parseLogLine(text)
    if (line.message === startMark) run = { startedAtMs: line.timeMs, log: {} }
    for (const [pattern, read] of readers) {
      const match = pattern.exec(line.message)
      if (match) run = { ...run, log: { ...run.log, ...read(line, match) } }
    }
  }
  return run
}

const field = (line: LogLine, name: string) => line.fields.find(([each]) => each === name)?.[1]

const units: Readonly<Record<string, number>> = {
  ...{ h: 3_600_000, m: 60_000, s: 1_000, ms: 1, µs: 0.001, us: 0.001, ns: 0.000_001 },
}

/** A duration as Go prints it: `2.155048ms`, `1m3.2s`. */
function goDurationMs(text: string | undefined): number | undefined {
  const parts = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?)(h|ms|m|µs|us|ns|s)/g)]
  if (parts.length === 0) return undefined
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (units[unit ?? ''] ?? 0), 0)
}
