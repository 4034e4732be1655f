import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seedSmall } from '../integration/snapshot/seed'
import { engineVersions } from '../support/engines'
import { startEtcd } from '../support/etcd-server'
import { fuzzSnapshot, type FuzzOutcome } from '../support/fuzz-snapshot'
import { tempDir } from '../support/temp-dir'
import type { Bench } from './bench'

const filesInAll = 20_000

/**
 * 20,000 damaged snapshot files of both etcd versions, with and without the SHA-256 at their end: `unseen` (changed, and
 * found right in spite of the SHA-256) and `odd_failures` must be 0. `keys`, `rounds` and `etcd` are of no use here.
 */
export const snapshotFuzz: Bench = async () => {
  const outcomes: FuzzOutcome[] = []
  for (const [n, version] of engineVersions.entries()) {
    await using etcd = await startEtcd({ version })
    await using dir = await tempDir()
    const path = join(dir.path, 'whole.db')
    await seedSmall(etcd, 30 + n)
    await etcd.etcdctl('snapshot', 'save', path)
    const whole = await readFile(path)
    const count = filesInAll / engineVersions.length / 2
    outcomes.push(await fuzzSnapshot(whole, count, 40 + n))
    outcomes.push(await fuzzSnapshot(whole.subarray(0, -32), count, 50 + n))
  }
  for (const odd of new Set(outcomes.flatMap(({ oddFailures }) => oddFailures))) console.error(odd)
  const sum = (of: (each: FuzzOutcome) => number) => outcomes.reduce((total, each) => total + of(each), 0)
  return {
    files: sum(({ files }) => files),
    refused: sum(({ refused }) => refused),
    unseen: sum(({ unseen }) => unseen),
    odd_failures: sum(({ oddFailures }) => oddFailures.length),
    longest_ms: Math.round(Math.max(...outcomes.map(({ longestMs }) => longestMs))),
    growth_mb: Math.max(...outcomes.map(({ growthMb }) => growthMb)),
  }
}
