import type { LogRow, LogState } from '../../../shared/contract/local-logs'
import type { LogLevel } from '../../../shared/etcd/log-line'
import { formatBytes, formatCount, formatCountOf } from '../../ui/format'

export const levelTones: Readonly<Record<LogLevel, string>> = {
  debug: 'dim',
  info: 'plain',
  warn: 'warn',
  error: 'bad',
  fatal: 'bad',
}

const time = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
})

/** `18:27:23.646` in the machine's time zone. */
export const timeOfLine = (row: LogRow): string => (row.timeMs === undefined ? '' : time.format(row.timeMs))

/** What a line says besides its message, in one line. */
export const fieldsInLine = (row: LogRow): string =>
  row.fields.map(([name, value]) => `${name}=${value}`).join('  ')

/** How much of the log is there: `12,408 lines · 3.1 MiB`, and what is still being read or left out. */
export function logSize(state: LogState): string {
  const size = `${formatCountOf(state.lines, 'line')} · ${formatBytes(state.bytesRead)}`
  if (state.isCut) return `${size}, the newest of ${formatBytes(state.totalBytes)}`
  return state.isWhole ? size : `${size} of ${formatBytes(state.totalBytes)}, reading…`
}

/** Which lines are to be shown, with how many there are. */
export function levelChoices(state: LogState | undefined) {
  const { debug = 0, info = 0, warn = 0, error = 0, fatal = 0 } = state?.levels ?? {}
  const text = (words: string, count: number) => (state ? `${words} (${formatCount(count)})` : words)
  return [
    { value: 'all', text: text('All levels', state?.lines ?? 0) },
    { value: 'info', text: text('Info and worse', info + warn + error + fatal) },
    { value: 'warn', text: text('Warnings and worse', warn + error + fatal) },
    { value: 'error', text: text('Errors and worse', error + fatal) },
    { value: 'fatal', text: text('Fatal only', fatal) },
  ].filter(({ value }) => value !== 'info' || debug > 0) as readonly {
    readonly value: LogLevel | 'all'
    readonly text: string
  }[]
}
