import { expect, test } from 'vitest'
import { durationText } from '../../../shared/k8s/special'
import { parseDuration, parseTime, quantityText } from '../../../shared/k8s/special-text'

test('durations are written as Go writes them, and read back', () => {
  const known = {
    '0s': 0n,
    '1ns': 1n,
    '1.5µs': 1_500n,
    '20ms': 20_000_000n,
    '1.5s': 1_500_000_000n,
    '1m0s': 60_000_000_000n,
    '1h0m0.000000001s': 3_600_000_000_001n,
    '-2h30m0s': -9_000_000_000_000n,
  }
  for (const [text, nanos] of Object.entries(known)) {
    expect(durationText(nanos)).toBe(text)
    expect(parseDuration(text)?.nanos).toBe(nanos)
  }
  expect(parseDuration('5')).toBeUndefined()
  expect(parseDuration('1d')).toBeUndefined()
})

test('times keep the moment in any zone, and six decimals where they are kept', () => {
  expect(parseTime('2026-01-31T10:00:00+02:00', 'T')).toMatchObject({ text: '2026-01-31T08:00:00Z' })
  expect(parseTime('2026-01-31T08:00:00.1234567Z', 'U')).toMatchObject({
    ...{ text: '2026-01-31T08:00:00.123456Z', nanos: 123_456_000 },
  })
  expect(parseTime('2026-01-31', 'T')).toBeUndefined()
  expect(parseTime('2026-13-31T08:00:00Z', 'T')).toBeUndefined()
})

test('quantities are texts or numbers of their own form', () => {
  expect(['500m', '64Mi', '1e3', '.5', 2].map(quantityText)).toEqual(['500m', '64Mi', '1e3', '.5', '2'])
  expect(['', 'many', '5 Mi', '64mi', true, null].map(quantityText)).toEqual(Array(6).fill(undefined))
})
