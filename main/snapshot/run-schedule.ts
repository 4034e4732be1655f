import { borrowClient } from '../connections/borrow-client'
import type { Connections } from '../connections/connections'
import { fail, toFailure } from '../../shared/failure'
import { freePath } from './offer'
import { saveSnapshot } from './save-snapshot'
import type { StoredSchedule } from './schedule-file'
import type { Snapshots } from './snapshots'

export interface ScheduleParts {
  readonly snapshots: Snapshots
  readonly connections: Connections
}

/**
 * What a schedule does when its time has come: saves a snapshot, reads all that it keeps anew, and removes those of its own
 * that are older than the newest `keep` good ones. Fails with `corrupt` when one of them is damaged; the rest was done.
 *
 * @param change writes the schedule down, before and after each step that the disk would not forget
 */
export async function runSchedule(
  parts: ScheduleParts,
  schedule: StoredSchedule,
  change: (change: Partial<StoredSchedule>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { connectionId, keep } = schedule
  const id = await saveOne(parts, connectionId, change, signal)
  let made = [id, ...schedule.made]
  await change({ made, making: undefined, lastAt: Date.now() })
  const damaged = await checkAll(parts, made.slice(1), signal)
  made = await removeOld(parts.snapshots, made, keep)
  await change({ made })
  const left = damaged.filter((each) => made.includes(each))
  if (left.length === 0) return
  const names = await Promise.all(left.map(async (each) => (await parts.snapshots.library.row(each)).name))
  throw fail('corrupt', `A snapshot was saved, but of those kept ${names.join(', ')} is damaged by now.`)
}

async function saveOne(
  { snapshots: { library }, connections }: ScheduleParts,
  connectionId: string,
  change: (change: Partial<StoredSchedule>) => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const { client, release } = await borrowClient(connections, connectionId)
  try {
    const connection = connections.rows().find((row) => row.id === connectionId)?.name ?? ''
    await library.makeFolder()
    const path = await freePath(library.folder, `${connection}-scheduled`, new Date())
    await change({ making: path })
    const saving = saveSnapshot(library, { client, connectionId, connection, path }, signal)
    let step = await saving.next()
    while (!step.done) step = await saving.next()
    return step.value.id
  } finally {
    await release()
  }
}

/** Reads files whole; resolves with those that are damaged. One that is missing or gone from the library is neither. */
async function checkAll(
  { snapshots }: ScheduleParts,
  made: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const damaged: string[] = []
  for (const id of made) {
    const row = await snapshots.library.row(id).catch(() => undefined)
    if (row?.file !== 'there') continue
    for await (const [item] of snapshots.verify(id, signal))
      if (item?.kind === 'done' && item.row.problem) damaged.push(id)
  }
  return damaged
}

/** Removes what is older than the newest `keep` good ones; resolves with the rest. What the person removed is left out as well. */
async function removeOld(snapshots: Snapshots, made: readonly string[], keep: number): Promise<string[]> {
  const left: string[] = []
  let good = 0
  for (const id of made) {
    const row = await snapshots.library.row(id).catch(() => undefined)
    if (!row) continue
    if (good >= keep && (await remove(snapshots, id))) continue
    left.push(id)
    if (row.file === 'there' && !row.problem) good += 1
  }
  return left
}

/** A file that is another by now stays, and is the person's. */
async function remove(snapshots: Snapshots, id: string): Promise<boolean> {
  try {
    await snapshots.remove(id, true)
    return true
  } catch (error) {
    if (toFailure(error).code !== 'conflict') return false
    await snapshots.remove(id, false)
    return true
  }
}
