import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latencyBoundsMs } from '../../../shared/contract/speed'
import { Latencies } from '../../../main/speed/latencies'

const ms = fc.double({ min: 0, max: 5_000, noNaN: true })

test('quantiles are those of all latencies, and every one is in one bar', () => {
  fc.assert(
    fc.property(fc.array(ms, { minLength: 1, maxLength: 3_000 }), (values) => {
      const latencies = new Latencies()
      for (const value of values) latencies.add(value)
      const sorted = [...values].sort((a, b) => a - b)
      const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]
      const { p50Ms, p90Ms, p99Ms, slowestMs, histogram } = latencies.summary()
      expect([p50Ms, p90Ms, p99Ms, slowestMs]).toEqual([at(0.5), at(0.9), at(0.99), sorted.at(-1)])
      expect(histogram).toHaveLength(latencyBoundsMs.length + 1)
      expect(histogram.reduce((a, b) => a + b)).toBe(values.length)
      expect(histogram[0]).toBe(values.filter((value) => value <= 1).length)
    }),
  )
})

test('what is recent was not told before', () => {
  const latencies = new Latencies()
  latencies.add(5)
  expect(latencies.recent()).toEqual({ count: 1, p50Ms: 5, p99Ms: 5 })
  expect(latencies.recent()).toEqual({ count: 0 })
  latencies.add(7)
  expect(latencies.recent()).toMatchObject({ count: 1, p50Ms: 7 })
  expect(latencies.count).toBe(2)
})
