import { closeChromium } from '../e2e/driver/browser-run'
import startDisplay from '../e2e/driver/display'
import { hosts } from '../e2e/driver/machine'
import { runFaults } from '../integration/panels/faults'
import type { Bench } from './bench'
import { prefixed } from './compare'
import { screenSubject } from './screen-subject'

const faults = 60

/**
 * A panel on the page of the built app, on both hosts, over 60 random faults under load on a cluster of three: what it
 * showed against what happened, as tables. `--rounds` is the seed.
 */
export const watchFaults: Bench = async ({ version, rounds }) => {
  const endDisplay = await startDisplay()
  const all: Record<string, number> = { faults }
  try {
    for (const host of hosts) {
      const run = { version, faults, seed: rounds, stallMs: 17_000, open: screenSubject(host) }
      const { table, lostNames, ...found } = await runFaults(run)
      process.stdout.write(`${[host, table, ...lostNames].join('\n')}\n`)
      Object.assign(all, prefixed(host, found))
    }
    return all
  } finally {
    await closeChromium()
    await endDisplay?.()
  }
}
