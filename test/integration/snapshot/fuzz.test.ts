import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toFailure } from '../../../shared/failure'
import { checkFile } from '../../../main/snapshot/check-file'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { seededRandom } from '../../support/random'
import { startTestApp } from '../../support/test-app'
import { tempDir } from '../../support/temp-dir'
import { save, seed } from './seed'

const filesOfEach = 400
/** Far more than reading such a file takes, far less than a hang. */
const longestMs = 2_000

/** A copy with something wrong: bits flipped, numbers overwritten, pages swapped, cut off, or made longer. */
function mutate(whole: Buffer, random: () => number): Buffer {
  const at = (below: number) => Math.floor(random() * below)
  const bytes = Buffer.from(whole)
  const kind = at(6)
  if (kind === 0) return bytes.subarray(0, at(bytes.length))
  if (kind === 1) return Buffer.concat([bytes, Buffer.alloc(1 + at(5_000), at(256))])
  for (let times = 1 + at(4); times > 0; times--) {
    // What leads from page to page stands at the beginning of pages.
    const page = 4096 * at(bytes.length / 4096)
    const place = kind === 2 ? at(bytes.length) : Math.min(page + at(160), bytes.length - 8)
    if (kind === 3) bytes.writeUInt32LE(at(0xffffffff), place)
    else if (kind === 4) bytes.copy(bytes, page, 4096 * at(bytes.length / 4096), 4096)
    else if (kind === 5) bytes.writeUInt32LE(at(64), place)
    else bytes[place] = (bytes[place] ?? 0) ^ (1 << at(8))
  }
  return bytes
}

// With its trailer no change goes unseen; without, what is read must still be a database.
describe.each(engineVersions)('a snapshot of etcd %s that somebody damaged', (version) => {
  test('is refused in time, whatever is wrong with it', { timeout: 240_000 }, async () => {
    await using etcd = await startEtcd({ version })
    await seed(etcd, 11, 300)
    await using app = await startTestApp()
    await using dir = await tempDir()
    const row = await save(app, await app.connect(etcd))
    const whole = await readFile(row.path)
    const file = join(dir.path, 'damaged')
    const random = seededRandom(12)
    for (const original of [whole, whole.subarray(0, -32)]) {
      let refused = 0
      for (let i = 0; i < filesOfEach; i++) {
        const bytes = mutate(original, random)
        const isSame = bytes.equals(original)
        await writeFile(file, bytes)
        const begun = performance.now()
        const outcome = await checkFile({ file }, () => {}).catch(toFailure)
        expect(performance.now() - begun).toBeLessThan(longestMs)
        if ('code' in outcome) {
          expect(outcome.code, `file ${i}: ${outcome.reason}`).toBe('corrupt')
          refused++
        } else if (original === whole) expect(isSame, `file ${i}`).toBe(true)
      }
      expect(refused).toBeGreaterThan(0.3 * filesOfEach)
    }
  })
})
