import { describe, expect, test } from 'vitest'
import { engineVersions } from '../../support/engines'
import { contractSubject } from './contract-subject'
import { runFaults } from './faults'

/** The full run of 60: `ETCDESK_TEST_FAULTS=60`; on the pages of both hosts: `npm run bench -- watch-faults`. */
const count = Number(process.env['ETCDESK_TEST_FAULTS'] ?? 12)

describe.each(engineVersions)('a watch panel on a cluster of three, etcd %s', (version) => {
  test(
    `loses and repeats nothing over ${count} faults under load`,
    { timeout: 60_000 + count * 30_000 },
    async () => {
      const { table, ...found } = await runFaults({
        version,
        faults: count,
        seed: 5,
        stallMs: count > 12 ? 17_000 : 2_000,
        open: contractSubject,
      })
      console.log(`${table}\n${JSON.stringify(found)}`)
      expect(found).toMatchObject({
        lostNames: [],
        repeated: 0,
        wrong: 0,
        missingRevisions: 0,
        unrecorded: 0,
        changed: 0,
      })
      expect(found.shown + found.inGaps).toBe(found.events)
      expect(found.gaps).toBeGreaterThan(0)
      expect(found.shown).toBeGreaterThan(500)
    },
  )
})
