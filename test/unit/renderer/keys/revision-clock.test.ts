import { describe, expect, it } from 'vitest'
import { RevisionClock } from '../../../../renderer/stores/revision-clock'

describe('the age of a revision', () => {
  it('counts from when the tree came to it', () => {
    const clock = new RevisionClock()
    clock.mark(10n, 1_000)
    clock.mark(12n, 3_000)
    clock.mark(20n, 5_000)
    expect(clock.ageMs(11n, 6_000)).toBe(3_000)
    expect(clock.ageMs(12n, 6_000)).toBe(3_000)
    expect(clock.ageMs(13n, 6_000)).toBe(1_000)
  })

  it('is unknown for what was there before', () => {
    const clock = new RevisionClock()
    expect(clock.ageMs(1n, 0)).toBeUndefined()
    clock.mark(10n, 1_000)
    expect(clock.ageMs(10n, 2_000)).toBeUndefined()
  })

  it('is nothing for a revision that rows know before the state does', () => {
    const clock = new RevisionClock()
    clock.mark(10n, 1_000)
    expect(clock.ageMs(11n, 2_000)).toBe(0)
  })

  it('forgets old marks', () => {
    const clock = new RevisionClock(10_000)
    clock.mark(1n, 0)
    clock.mark(2n, 5_000)
    clock.mark(3n, 20_000)
    expect(clock.ageMs(2n, 20_000)).toBeUndefined()
  })
})
