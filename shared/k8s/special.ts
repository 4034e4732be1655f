import type { BinaryReader } from '@bufbuild/protobuf/wire'
import { parseJson, type Json } from './json'
import { readText } from './text'

/** The letters of messages whose JSON is not that of their fields. */
export type SpecialType = 'T' | 'U' | 'D' | 'Q' | 'I' | 'J'

/** Their JSON when nothing was stored, as Kubernetes' Go types print their zero. */
export const zeroOf: Readonly<Record<SpecialType, Json>> = {
  T: null,
  U: null,
  D: '0s',
  Q: '0',
  I: 0,
  J: null,
}

/**
 * Reads the body of such a message, up to `end`. Undefined when it holds a field that this does not know: then its bytes
 * must be told of, not left out.
 */
export function readSpecial(type: SpecialType, reader: BinaryReader, end: number): Json | undefined {
  let first: Json | Uint8Array | undefined
  let second = 0
  let third = ''
  const seen = new Set<number>()
  while (reader.pos < end) {
    const [number, wireType] = reader.tag()
    if (seen.has(number)) return undefined
    seen.add(number)
    if (number === 1 && wireType === 0) first = number64(reader.int64())
    else if (number === 1 && wireType === 2) first = reader.bytes()
    else if (number === 2 && wireType === 0) second = reader.int32()
    else if (number === 3 && wireType === 2) third = readText(reader.bytes())
    else return undefined
  }
  if (reader.pos > end) throw new RangeError('A field goes beyond the end of its message.')
  switch (type) {
    case 'T':
    case 'U':
      return first === undefined || typeof first === 'number' || typeof first === 'bigint'
        ? timeText(Number(first ?? 0), type === 'U' ? second : undefined, second)
        : undefined
    case 'D':
      return typeof first === 'object' ? undefined : durationText(BigInt(first ?? 0))
    case 'Q':
      return first instanceof Uint8Array ? readText(first) || '0' : first === undefined ? '0' : undefined
    case 'I':
      return first instanceof Uint8Array ? undefined : Number(first ?? 0) === 1 ? third : second
    case 'J':
      if (first === undefined) return null
      return first instanceof Uint8Array
        ? first.length === 0
          ? null
          : parseJson(readText(first))
        : undefined
  }
}

/** int64 as a number where that is exact, else as a bigint. */
export function number64(value: bigint | string): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}

/** RFC 3339 in UTC: whole seconds, or six decimals for a MicroTime (`nanos` given). The zero time is null. */
function timeText(seconds: number, nanos: number | undefined, rest: number): string | null {
  if (seconds === 0 && rest === 0) return null
  const whole = new Date(seconds * 1000).toISOString().slice(0, -5)
  if (nanos === undefined) return `${whole}Z`
  return `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`
}

const units = [
  [3_600_000_000_000n, 'h'],
  [60_000_000_000n, 'm'],
] as const

/** Nanoseconds as Go prints a Duration: `1h0m0s`, `1.5s`, `20ms`, `3µs`. */
export function durationText(nanos: bigint): string {
  if (nanos === 0n) return '0s'
  const sign = nanos < 0n ? '-' : ''
  let left = nanos < 0n ? -nanos : nanos
  if (left < 1000n) return `${sign}${left}ns`
  if (left < 1_000_000n) return `${sign}${decimal(left, 3)}µs`
  if (left < 1_000_000_000n) return `${sign}${decimal(left, 6)}ms`
  let text = ''
  for (const [unit, letter] of units) {
    if (left >= unit || text !== '') text += `${left / unit}${letter}`
    left %= unit
  }
  return `${sign}${text}${decimal(left, 9)}s`
}

function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (fraction && `.${fraction}`)
}
