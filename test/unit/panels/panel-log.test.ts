import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PanelLog } from '../../../main/panels/panel-log'
import { readRecords } from '../../../main/panels/read-rows'
import type { PanelRecord } from '../../../main/panels/record'
import { tempDir } from '../../support/temp-dir'

const text = (value: string) => new TextEncoder().encode(value)

const record = (revision: bigint, key = `k${revision}`, value = text(`v${revision}`)): PanelRecord => ({
  kind: 'put',
  kv: { key: text(key), value, createRevision: 1n, modRevision: revision, version: 2n, lease: -7n },
  receivedMs: 1_700_000_000_123,
  isFirstOfRevision: true,
  meetsCondition: false,
})

const openLog = (folder: string, cursor = 0n) =>
  PanelLog.open({ folder, cursor, onRecord: () => {}, onFlush: () => {}, onTrouble: () => {} })

const revisionsOf = (log: PanelLog) =>
  Array.from(
    { length: log.table.end - log.table.first },
    (_, i) => log.table.head(log.table.first + i)?.revision,
  )

const readBack = (log: PanelLog, rows: readonly number[]) =>
  readRecords(
    rows.flatMap((row) => log.table.head(row)?.place ?? []),
    (segment) => log.path(segment),
  )

const record8 = fc.record({
  key: fc.uint8Array({ maxLength: 40 }),
  value: fc.uint8Array({ maxLength: 300 }),
  prev: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
  kind: fc.constantFrom('put' as const, 'delete' as const),
  flags: fc.tuple(fc.boolean(), fc.boolean()),
})

test('what was written is read back as it was, also by another instance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(record8, { maxLength: 8 }), { maxLength: 6 }), async (batches) => {
      await using dir = await tempDir()
      const log = await openLog(dir.path)
      let revision = 0n
      const written: PanelRecord[] = []
      for (const batch of batches) {
        const records = batch.map(({ kind, key, value, prev, flags }): PanelRecord => {
          revision += 1n
          const kv = {
            key,
            value,
            createRevision: revision,
            modRevision: revision,
            version: 1n,
            lease: revision,
          }
          const prevKv = prev && { ...kv, value: prev, modRevision: revision - 1n }
          const marks = { isFirstOfRevision: flags[0], meetsCondition: flags[1] }
          return { kind, kv, receivedMs: Number(revision), ...marks, ...(prevKv ? { prevKv } : {}) }
        })
        log.append(records, revision)
        written.push(...records)
        await log.room()
      }
      await log.flushed()
      await log.close()
      const again = await openLog(dir.path)
      expect(again.cursor).toBe(revision)
      const read = await readBack(
        again,
        written.map((_, row) => row),
      )
      const plain = ({ kv, prevKv, ...rest }: PanelRecord) => ({
        ...rest,
        ...Object.fromEntries(
          [kv, prevKv].flatMap((each, i) =>
            each ? [[i, { ...each, key: [...each.key], value: [...each.value] }]] : [],
          ),
        ),
      })
      expect(read.map((each) => each && plain(each))).toEqual(written.map(plain))
      await again.close()
    }),
    { numRuns: 30 },
  )
})

test('a file that was cut or spoilt anywhere gives whole batches from the start, and their cursor', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('cut' as const, 'spoil' as const, 'rubbish' as const),
      async (sizes, place, harm) => {
        await using dir = await tempDir()
        const log = await openLog(dir.path, 5n)
        let revision = 5n
        const ends = [5n]
        for (const size of sizes) {
          const records = Array.from({ length: size }, () => record(++revision))
          log.append(records, revision)
          await log.flushed()
          ends.push(revision)
        }
        await log.close()
        const path = log.path(0)
        const content = await readFile(path)
        const at = Math.min(content.length - 1, Math.floor(place * content.length))
        if (harm === 'cut') await truncate(path, at)
        else if (harm === 'rubbish') await appendFile(path, content.subarray(at))
        else {
          content[at] = (content[at] ?? 0) ^ 0x55
          await writeFile(path, content)
        }
        const again = await openLog(dir.path, 5n)
        expect(ends).toContain(again.cursor)
        if (harm === 'rubbish') expect(again.cursor).toBe(revision)
        const seen = Array.from({ length: Number(again.cursor - 5n) }, (_, i) => 6n + BigInt(i))
        expect(revisionsOf(again)).toEqual(seen)
        // What etcd is asked for again comes after that, once.
        again.append([record(again.cursor + 1n)], again.cursor + 1n)
        await again.flushed()
        await again.close()
        const third = await openLog(dir.path, 5n)
        expect(revisionsOf(third)).toEqual([...seen, BigInt(seen.length) + 6n])
        await third.close()
      },
    ),
    { numRuns: 60 },
  )
})

test('files of which no row is kept are removed; rows and sums go on counting after a restart', async () => {
  await using dir = await tempDir()
  const log = await openLog(dir.path)
  const value = new Uint8Array(1 << 20)
  for (let revision = 1n; revision <= 40n; revision++) {
    log.append([record(revision, 'k', value)], revision)
    await log.flushed()
  }
  expect((await readdir(dir.path)).length).toBeGreaterThan(3)
  log.table.dropTo(38)
  await log.removeGone()
  const names = await readdir(dir.path)
  expect(names.length).toBeLessThanOrEqual(2)
  for (const name of names) expect((await stat(join(dir.path, name))).mode & 0o777).toBe(0o600)
  expect((await readBack(log, [39]))[0]?.kv.modRevision).toBe(40n)
  await log.close()
  const again = await openLog(dir.path)
  expect(again).toMatchObject({ cursor: 40n, totals: { puts: 40, deletes: 0, lost: 0 } })
  expect(again.table.end).toBe(40)
  expect(again.table.head(39)?.revision).toBe(40n)
  await again.close()
})

test('a file that is missing in the middle ends what is known before it', async () => {
  await using dir = await tempDir()
  const log = await openLog(dir.path)
  const value = new Uint8Array(3 << 20)
  for (let revision = 1n; revision <= 12n; revision++) {
    log.append([record(revision, 'k', value)], revision)
    await log.flushed()
  }
  await log.close()
  const [first, second] = (await readdir(dir.path)).sort()
  await truncate(join(dir.path, second ?? ''), 10)
  const again = await openLog(dir.path)
  expect(again.cursor).toBe(3n)
  expect(revisionsOf(again)).toEqual([1n, 2n, 3n])
  expect(await readdir(dir.path)).toEqual([first])
  await again.close()
})
