import startDisplay from '../e2e/driver/display'
import type { Bench, BenchResult } from './bench'
import { compare, perKey, round2 } from './compare'
import { list } from './list'
import type { WantedRow } from './painted'
import { etcdctlList, startStore } from './store'
import { onScreen, wholeLevel } from './tree'

const sizes = [10_000, 100_000, 1_000_000]

/**
 * What a key costs in stores of 10,000 keys and each ten times more, up to `keys`: in the complete index, and until the
 * whole first level is on the desktop app's screen. `list_growth` and `level_growth` are the cost per key in the largest
 * store by that in the smallest: above 1 it grows. What does not depend on the size (starting, drawing) weighs most in
 * the smallest, so the ratios against etcdctl at each size stand beside it.
 */
export const growth: Bench = async ({ keys, version, rounds }) => {
  const used = sizes.filter((size) => size <= keys)
  const results: Record<string, number> = {}
  for (const size of used) {
    const parts = { list: await list({ keys: size, version, rounds }), ...(await onScreenAt(size)) }
    for (const [part, result] of Object.entries(parts)) {
      results[`${part}_us_per_key_${size}`] = perKey(result, size)['us_per_key'] ?? NaN
      results[`${part}_ratio_${size}`] = result['ratio'] ?? NaN
      results[`${part}_ms_${size}`] = result['oursMs'] ?? NaN
    }
  }
  const grown = (part: string) =>
    (results[`${part}_us_per_key_${used.at(-1)}`] ?? NaN) / (results[`${part}_us_per_key_${used[0]}`] ?? NaN)
  return { list_growth: round2(grown('list')), level_growth: round2(grown('level')), ...results }

  async function onScreenAt(size: number): Promise<Record<'first' | 'level', BenchResult>> {
    await using etcd = await startStore(size, version)
    const endDisplay = await startDisplay()
    try {
      const until = (row: WantedRow) =>
        compare(
          () => onScreen('electron', etcd.endpoints, row),
          () => etcdctlList(etcd),
          rounds,
        )
      return { first: await until({}), level: await until(wholeLevel(size)) }
    } finally {
      await endDisplay?.()
    }
  }
}
