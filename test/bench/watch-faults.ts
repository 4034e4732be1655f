import { runFaults } from '../integration/panels/faults'
import type { Bench } from './bench'

const faults = 60

/** A panel on a cluster of three over 60 random faults under load: what it showed against what happened, as a table. */
export const watchFaults: Bench = async ({ version, rounds }) => {
  const { table, lostNames, ...found } = await runFaults({ version, faults, seed: rounds, stallMs: 17_000 })
  process.stdout.write(`${[table, ...lostNames].join('\n')}\n`)
  return { faults, ...found }
}
