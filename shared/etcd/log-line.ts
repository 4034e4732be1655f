/** How grave a line is, the lightest first. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

/** A line of an etcd member's log, taken apart. */
export interface LogLine {
  /** Unix time; capnslog and raft lines of etcd 3.4 are in the machine's own time zone. */
  readonly timeMs?: number
  /** Absent where the line is none of etcd's logger: a stack trace, a warning of its flags. */
  readonly level?: LogLevel
  readonly message: string
  /** `etcdserver/server.go:511`, or the package that wrote it (`rafthttp`). */
  readonly caller?: string
  /** What the line says besides, in its order; values as JSON, texts without their quotes. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** zap's names (dpanic and panic end the process as fatal does), capnslog's letters, and those of raft's own logger. */
const levels: Readonly<Record<string, LogLevel>> = {
  ...{ debug: 'debug', info: 'info', warn: 'warn', error: 'error' },
  ...{ dpanic: 'fatal', panic: 'fatal', fatal: 'fatal' },
  ...{ T: 'debug', D: 'debug', I: 'info', N: 'info', W: 'warn', E: 'error', C: 'fatal' },
  ...{ DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error', FATAL: 'fatal', PANIC: 'fatal' },
}

const zapHead = /^\{(?:[^{}]{0,200}?,)?"level":"(\w+)"/
const zapConsole = /^(\d{4}-\d\d-\d\dT\S+)\t(\w+)\t(\S+\.go:\d+)\t(.*?)(?:\t(\{.*\}))?$/s
// etcd 3.4 without --logger=zap: `2026-11-21 18:28:14.244735 I | etcdserver: …`, and raft's own lines.
const capnslog = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})\d* ([A-Z]) \| (?:([\w/.-]+): )?(.*)$/s
const raft = /^raft(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) ([A-Z]+): (.*)$/s
const goPanic = /^(panic|fatal error): /

/** Only the level, from the beginning of a line (its first 300 characters are enough): what a filter needs. */
export function logLevelOf(line: string): LogLevel | undefined {
  if (line.startsWith('{')) return levels[zapHead.exec(line)?.[1] ?? '']
  const name = capnslog.exec(line)?.[8] ?? raft.exec(line)?.[7] ?? zapConsole.exec(line)?.[2]
  if (name !== undefined) return levels[name]
  return goPanic.test(line) ? 'fatal' : undefined
}

/**
 * Takes a line apart: zap's JSON (etcd 3.5 and newer, 3.4 with `--logger=zap`), zap's console format, capnslog and raft's
 * own (etcd 3.4). Anything else is its own message.
 */
export function parseLogLine(line: string): LogLine {
  return (
    (line.startsWith('{') ? parseJson(line) : undefined) ??
    parseCapnslog(line) ??
    parseRaft(line) ??
    parseConsole(line) ?? { level: logLevelOf(line), message: line, fields: [] }
  )
}

function parseJson(line: string): LogLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('msg' in value)) return undefined
  const { level, ts, caller, msg, ...rest } = value as Record<string, unknown>
  return {
    timeMs: timeOf(ts),
    level: levels[String(level)],
    message: String(msg),
    caller: typeof caller === 'string' ? caller : undefined,
    fields: fieldsOf(rest),
  }
}

function parseConsole(line: string): LogLine | undefined {
  const match = zapConsole.exec(line)
  if (!match) return undefined
  const [, ts = '', level = '', caller, message = '', json] = match
  let rest: unknown
  try {
    rest = json === undefined ? {} : JSON.parse(json)
  } catch {
    rest = {}
  }
  const fields = fieldsOf(rest as Record<string, unknown>)
  return { timeMs: timeOf(ts), level: levels[level], message, caller, fields }
}

function parseCapnslog(line: string): LogLine | undefined {
  const match = capnslog.exec(line)
  if (!match) return undefined
  const [, y, mo, d, h, mi, s, ms, letter = '', caller, message = ''] = match
  const at = new Date(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s), Number(ms))
  return { timeMs: at.getTime(), level: levels[letter], message, caller, fields: [] }
}

function parseRaft(line: string): LogLine | undefined {
  const match = raft.exec(line)
  if (!match) return undefined
  const [, y, mo, d, h, mi, s, name = '', message = ''] = match
  const at = new Date(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
  return { timeMs: at.getTime(), level: levels[name], message, caller: 'raft', fields: [] }
}

function timeOf(ts: unknown): number | undefined {
  const ms = typeof ts === 'number' ? ts * 1000 : Date.parse(String(ts))
  return Number.isFinite(ms) ? ms : undefined
}

function fieldsOf(rest: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return Object.entries(rest).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
