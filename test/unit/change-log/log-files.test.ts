import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LogFiles } from '../../../main/change-log/log-files'
import { readLog } from '../../../main/change-log/read-log'
import { toRecords } from '../../../main/panels/record'
import { toFailure } from '../../../shared/failure'
import { tempDir } from '../../support/temp-dir'

const bytes = (text: string) => new TextEncoder().encode(text)
const open = (folder: string) =>
  LogFiles.open({ folder, base: 10n, segmentBytes: 400, onTrouble: () => {}, onWritten: () => {} })

/** Revisions 11 on, two changes each. */
async function write(log: LogFiles, from: number, count: number): Promise<void> {
  for (let revision = from; revision < from + count; revision++) {
    const kv = {
      value: bytes('v'),
      createRevision: 11n,
      modRevision: BigInt(revision),
      version: 1n,
      lease: 7n,
    }
    const events = ['a', 'b'].map((key) => ({ type: 'put' as const, kv: { ...kv, key: bytes(key) } }))
    log.append(toRecords(events, { receivedMs: revision, meets: () => false }), BigInt(revision))
    await log.flushed()
  }
}

async function revisionsOf(folder: string, from: bigint, to: bigint): Promise<string[]> {
  const found = []
  for await (const revisions of readLog({ folder, from, to }))
    for (const { revision, receivedAt, records } of revisions)
      found.push(
        `${revision}@${receivedAt}:${records.map(({ kv }) => Buffer.from(kv.key).toString()).join('')}`,
      )
  return found
}

test('a log is written in files of a size, read from any revision, and gone on with; a torn end is cut off', async () => {
  await using dir = await tempDir()
  const folder = dir.path
  const log = await open(folder)
  await write(log, 11, 9)
  await log.close()
  expect((await readdir(folder)).length).toBeGreaterThan(2)
  expect(await revisionsOf(folder, 13n, 16n)).toEqual([13, 14, 15, 16].map((n) => `${n}@${n}:ab`))

  const last = join(folder, (await readdir(folder)).sort().at(-1) ?? '')
  const { size } = await stat(last)
  await appendFile(last, Buffer.from('half a frame'))
  const again = await open(folder)
  expect(again).toMatchObject({ cursor: 19n, events: 18, lastAt: 19, isWhole: true })
  expect(again.last.slice(-2).map(({ kv }) => Buffer.from(kv.key).toString())).toEqual(['a', 'b'])
  expect((await stat(last)).size).toBe(size)
  await write(again, 20, 3)
  await again.close()
  expect(await revisionsOf(folder, 11n, 22n)).toHaveLength(12)

  // Killed as it began a file.
  await writeFile(join(folder, '000000099.log'), 'etc')
  expect(await open(folder)).toMatchObject({ cursor: 22n, events: 24 })
})

test('a changed byte is found when it is read, and a file that is missing when it is opened', async () => {
  await using dir = await tempDir()
  const folder = dir.path
  const log = await open(folder)
  await write(log, 11, 9)
  await log.close()
  const second = join(folder, '000000001.log')
  const whole = await readFile(second)
  const flipped = Buffer.from(whole)
  flipped[90] = (flipped[90] ?? 0) ^ 1
  await writeFile(second, flipped)
  const failure = await revisionsOf(folder, 11n, 19n).catch(toFailure)
  expect(failure).toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') })
  await writeFile(second, 'nothing of the kind')
  const damaged = await open(folder)
  expect(damaged.isWhole).toBe(false)
  expect(damaged.cursor).toBeLessThan(19n)
  expect(await revisionsOf(folder, 11n, damaged.cursor)).toHaveLength(Number(damaged.cursor) - 10)
})
