import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { checkFile } from '../../../main/snapshot/check-file'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { fuzzSnapshot } from '../../support/fuzz-snapshot'
import { tempDir } from '../../support/temp-dir'
import { seedSmall } from './seed'

// All 20,000: npm run bench -- snapshot-fuzz.
const filesOfEach = 200
/** Far more than reading such a file takes, far less than a hang. */
const longestMs = 2_000
const mostMb = 512

// With its trailer no change goes unseen; without, what is read must still be a database.
describe.each(engineVersions)('a snapshot of etcd %s that somebody damaged', (version) => {
  test('is refused in time, whatever is wrong with it; each byte and each cut is seen', async () => {
    await using etcd = await startEtcd({ version })
    await using dir = await tempDir()
    const path = join(dir.path, 'whole.db')
    await seedSmall(etcd, 11)
    await etcd.etcdctl('snapshot', 'save', path)
    const whole = await readFile(path)
    for (const [seed, original] of [whole, whole.subarray(0, -32)].entries()) {
      const found = await fuzzSnapshot(original, filesOfEach, 20 + seed)
      expect(found).toMatchObject({ files: filesOfEach, unseen: 0, oddFailures: [] })
      expect(found.refused).toBeGreaterThan(0.3 * filesOfEach)
      expect(found.longestMs).toBeLessThan(longestMs)
      expect(found.growthMb).toBeLessThan(mostMb)
    }
    // Through all of the file: every so many bytes one is flipped, and it is cut there.
    const file = join(dir.path, 'damaged')
    const step = Math.floor(whole.length / 40)
    for (let at = 0; at < whole.length; at += step + (at % 7)) {
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      // Without its trailer, and nothing else, it is a whole database.
      const cut = whole.subarray(0, at === whole.length - 32 ? at - 1 : at)
      for (const bytes of [flipped, cut]) {
        await writeFile(file, bytes)
        const outcome = await checkFile({ file }, () => {}).catch(toFailure)
        expect(outcome, `at ${at}`).toMatchObject({ code: 'corrupt' })
      }
    }
  })
})
