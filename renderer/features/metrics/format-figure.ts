import { formatBytes, formatCount, formatMs } from '../../ui/format'
import { unreachable } from '../../../shared/unreachable'
import type { Unit } from './charts'

/** A figure with its unit, as short as it stays true: `842 /s`, `2.1 ms`, `38.2 MiB`, `0.3 cores`. */
export function formatFigure(value: number, unit: Unit): string {
  switch (unit) {
    case 'perSecond':
      return `${short(value)} /s`
    case 'ms':
      if (value === 0) return '0 ms'
      return value < 1 ? `${value.toPrecision(2)} ms` : formatMs(value)
    case 'bytes':
      return formatBytes(value)
    case 'bytesPerSecond':
      return `${formatBytes(Math.round(value))}/s`
    case 'cores':
      return `${value.toFixed(2)} cores`
    case 'count':
      return short(value)
    default:
      return unreachable(unit)
  }
}

function short(value: number): string {
  if (value === 0 || value >= 100) return formatCount(Math.round(value))
  return Number.isInteger(value)
    ? formatCount(value)
    : value < 10
      ? value.toFixed(1)
      : String(Math.round(value))
}

/** Figures of one kind beside each other, a unit they share once: `95 · 1.5 ms`, `5.1 MiB · 20 KiB`. */
export function formatFigures(values: readonly (number | undefined)[], unit: Unit): string {
  const texts = values.map((value) => (value === undefined ? '–' : formatFigure(value, unit)))
  const unitOf = (text: string | undefined) => /(?<= )[^ ]+$/.exec(text ?? '')?.[0]
  const last = unitOf(texts.at(-1))
  const isShared = last !== undefined && texts.every((text) => unitOf(text) === last)
  return (
    isShared ? [...texts.slice(0, -1).map((text) => text.slice(0, -last.length - 1)), texts.at(-1)] : texts
  ).join(' · ')
}

/** A process' age: `0 h 01 m`, `2 h 11 m`, `12 d 3 h`. */
export function formatUptime(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  const two = (count: number) => String(count).padStart(2, '0')
  return hours < 48 ? `${hours} h ${two(minutes % 60)} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}
