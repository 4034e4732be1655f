import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultTolerance, quorumSize, quorumState, withoutVoter, withVoter } from '../../../shared/etcd/quorum'

/** A cluster of up to 9 voters of which some work. */
const voters = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .map(([all, some]) => ({ voters: all, healthy: Math.min(all, some) }))

describe('quorum', () => {
  test('is what etcd documents for clusters of 1 to 9', () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(sizes.map(quorumSize)).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5])
    expect(sizes.map(faultTolerance)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4])
  })

  test('two majorities of the same voters always share a voter, and one less would not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (n) => {
        expect(2 * quorumSize(n)).toBeGreaterThan(n)
        expect(2 * (quorumSize(n) - 1)).toBeLessThanOrEqual(n)
      }),
    )
  })

  test('tolerates exactly as many failures as it says', () => {
    fc.assert(
      fc.property(voters, (before) => {
        const { tolerates, lacks, hasQuorum } = quorumState(before)
        const after = (failed: number) => quorumState({ ...before, healthy: before.healthy - failed })
        expect(tolerates > 0 && lacks > 0).toBe(false)
        expect(hasQuorum).toBe(lacks === 0)
        if (hasQuorum) expect(after(tolerates).hasQuorum).toBe(true)
        expect(after(tolerates + 1).hasQuorum).toBe(false)
        expect(quorumState({ ...before, healthy: before.healthy + lacks }).hasQuorum).toBe(true)
      }),
    )
  })

  test('adding a voter and removing it again changes nothing', () => {
    fc.assert(
      fc.property(voters, fc.boolean(), (before, isHealthy) => {
        expect(withoutVoter(withVoter(before, isHealthy), isHealthy)).toEqual(before)
      }),
    )
  })

  test('a voter that does not work never makes a quorum stronger; removing it never weaker', () => {
    fc.assert(
      fc.property(voters, (before) => {
        const now = quorumState(before).tolerates
        expect(quorumState(withVoter(before, false)).tolerates).toBeLessThanOrEqual(now)
        if (before.healthy < before.voters)
          expect(quorumState(withoutVoter(before, false)).tolerates).toBeGreaterThanOrEqual(now)
      }),
    )
  })

  test('the fourth voter raises the majority to three and survives no more than three do', () => {
    expect(quorumState({ voters: 3, healthy: 3 })).toMatchObject({ needed: 2, tolerates: 1 })
    expect(quorumState(withVoter({ voters: 3, healthy: 3 }, false))).toMatchObject({
      needed: 3,
      tolerates: 0,
      hasQuorum: true,
    })
    expect(quorumState({ voters: 4, healthy: 4 }).tolerates).toBe(1)
  })

  test('no voter is no quorum', () => {
    expect(quorumState({ voters: 0, healthy: 0 })).toMatchObject({ hasQuorum: false, lacks: 1 })
    expect(withoutVoter({ voters: 0, healthy: 0 }, false)).toEqual({ voters: 0, healthy: 0 })
  })
})
