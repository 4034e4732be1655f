import { describe, expect, test } from 'vitest'
import {
  formatFigure,
  formatFigures,
  formatUptime,
} from '../../../../renderer/features/metrics/format-figure'
import { quotaWords } from '../../../../renderer/features/metrics/quota-words'

const hourMs = 3_600_000

describe('a figure in words', () => {
  test('has its unit and no more digits than it is worth', () => {
    expect([0, 0.25, 5, 42.4, 842.3, 12_345].map((value) => formatFigure(value, 'perSecond'))).toEqual([
      '0 /s',
      '0.3 /s',
      '5 /s',
      '42 /s',
      '842 /s',
      '12,345 /s',
    ])
    expect([0, 0.123, 1.9, 12.4, 1_200].map((value) => formatFigure(value, 'ms'))).toEqual([
      '0 ms',
      '0.12 ms',
      '1.9 ms',
      '12 ms',
      '1.2 s',
    ])
    expect(formatFigure(2048, 'bytesPerSecond')).toBe('2 KiB/s')
    expect(formatFigure(0.256, 'cores')).toBe('0.26 cores')
  })

  test('shares its unit with the one beside it', () => {
    expect(formatFigures([95, 1.5], 'ms')).toBe('95 · 1.5 ms')
    expect(formatFigures([1_200, 1.5], 'ms')).toBe('1.2 s · 1.5 ms')
    expect(formatFigures([3, 0], 'count')).toBe('3 · 0')
    expect(formatFigures([undefined, 1], 'ms')).toBe('– · 1.0 ms')
  })

  test('of a process’ age is in hours and minutes, then in days', () => {
    expect([0, 61_000, 2 * hourMs + 660_000, 75 * hourMs].map(formatUptime)).toEqual([
      '0 h 00 m',
      '0 h 01 m',
      '2 h 11 m',
      '3 d 3 h',
    ])
  })
})

describe('when the quota is reached', () => {
  const forecast = { memberName: 'm1', quotaBytes: 2, dbSizeBytes: 1, dbSizeInUseBytes: 1 }

  test('is told with the time that was looked at', () => {
    const grown = { ...forecast, bytesPerDay: 1e6, daysLeft: 41.2 }
    expect(quotaWords({ ...grown, overMs: 24 * hourMs })).toBe(
      "at today's growth it is reached in about 41 days",
    )
    expect(quotaWords({ ...grown, overMs: 20 * 60_000 })).toBe(
      'at the growth of the last 20 minutes it is reached in about 41 days',
    )
    expect(quotaWords({ ...grown, overMs: 24 * hourMs, daysLeft: 0.5 })).toContain('about 12 hours')
    expect(quotaWords({ ...grown, overMs: 24 * hourMs, daysLeft: 0.01 })).toContain('less than an hour')
  })

  test('is nothing while it is not known, and never where nothing grows', () => {
    expect(quotaWords(forecast)).toBe('')
    expect(quotaWords({ ...forecast, bytesPerDay: -5, overMs: hourMs })).toBe('the database does not grow')
    expect(quotaWords({ ...forecast, bytesPerDay: 1, overMs: 24 * hourMs })).toContain(
      'not reached within ten years',
    )
  })
})
