import type { Json } from './json'
import { durationText } from './special'

/** A moment on the wire, and its one text. */
export interface ReadTime {
  readonly seconds: bigint
  readonly nanos: number
  readonly text: string
}

const timeForm = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** Reads RFC 3339; `T` keeps whole seconds, `U` six decimals. Undefined when it is no time. */
export function parseTime(text: string, type: 'T' | 'U'): ReadTime | undefined {
  const [, whole, fraction = '', zone] = timeForm.exec(text) ?? []
  const ms = whole === undefined ? NaN : Date.parse(`${whole}${zone}`)
  if (Number.isNaN(ms)) return undefined
  const micros = type === 'U' ? fraction.padEnd(6, '0').slice(0, 6) : ''
  const shown = new Date(ms).toISOString().slice(0, -5)
  return {
    seconds: BigInt(Math.floor(ms / 1000)),
    nanos: Number(micros || 0) * 1000,
    text: type === 'U' ? `${shown}.${micros}Z` : `${shown}Z`,
  }
}

const nanosOf: Readonly<Record<string, bigint>> = {
  ...{ ns: 1n, us: 1000n, µs: 1000n, μs: 1000n, ms: 1_000_000n },
  ...{ s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n },
}

/** Reads a Go duration. Undefined when it is none, or does not fit in 64 bits. */
export function parseDuration(text: string): { readonly nanos: bigint; readonly text: string } | undefined {
  const sign = text.startsWith('-') ? -1n : 1n
  const rest = text.replace(/^[+-]/, '')
  if (rest === '0') return { nanos: 0n, text: '0s' }
  if (!/^(\d+(\.\d+)?(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined
  let nanos = 0n
  for (const [, whole = '0', fraction = '', unit = ''] of rest.matchAll(
    /(\d+)(?:\.(\d+))?(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const scale = nanosOf[unit] ?? 0n
    nanos += BigInt(whole) * scale
    if (fraction) nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length)
  }
  nanos *= sign
  if (BigInt.asIntN(64, nanos) !== nanos) return undefined
  return { nanos, text: durationText(nanos) }
}

const quantityForm = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/

/** The text of a quantity; a number stands for its digits. Undefined when it is none. */
export function quantityText(value: Json): string | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  return typeof text === 'string' && quantityForm.test(text) ? text : undefined
}
