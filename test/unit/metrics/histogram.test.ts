import { describe, expect, test } from 'vitest'
import { HistogramBuckets, observedBetween, quantile, type Histogram } from '../../../main/metrics/histogram'

const of = (...counts: number[]): Histogram => ({ bounds: [1, 2, 4, Infinity], counts })

describe('a histogram', () => {
  test('is put together from buckets in any order, and is nothing without that of infinity', () => {
    const buckets = new HistogramBuckets()
    buckets.add(2, 3)
    buckets.add(1, 1)
    expect(buckets.finish()).toBeUndefined()
    buckets.add(Infinity, 4)
    expect(buckets.finish()).toEqual({ bounds: [1, 2, Infinity], counts: [1, 3, 4] })
  })

  test('gives quantiles as PromQL does: linear within a bucket', () => {
    expect(quantile(of(10, 10, 10, 10), 0.5)).toBe(0.5)
    expect(quantile(of(0, 10, 10, 10), 0.99)).toBeCloseTo(1.99)
    expect(quantile(of(50, 90, 100, 100), 0.99)).toBeCloseTo(3.8)
    expect(quantile(of(50, 90, 100, 100), 0.5)).toBe(1)
  })

  test('tells the highest bound for what lies above it, and nothing without observations', () => {
    expect(quantile(of(0, 0, 0, 5), 0.99)).toBe(4)
    expect(quantile(of(0, 0, 0, 0), 0.99)).toBeUndefined()
  })

  test('between two scrapes is what was added', () => {
    expect(observedBetween(of(5, 7, 9, 9), of(5, 8, 12, 13)).counts).toEqual([0, 1, 3, 4])
  })

  test('of a member that was started again is what it counts now', () => {
    expect(observedBetween(of(5, 7, 9, 9), of(1, 2, 2, 2)).counts).toEqual([1, 2, 2, 2])
    expect(observedBetween(undefined, of(1, 2, 2, 2)).counts).toEqual([1, 2, 2, 2])
    const other = { bounds: [1, Infinity], counts: [0, 0] }
    expect(observedBetween(other, of(1, 2, 2, 2)).counts).toEqual([1, 2, 2, 2])
  })
})
