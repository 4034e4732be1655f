import type { LoggedRevision } from '../../shared/contract/change-log'
import { fail } from '../../shared/failure'
import type { Generation } from './generation'
import { readLog, segmentTimes } from './read-log'

/** So many changes of a revision are named. */
const namedChanges = 100

/** The generation that has a revision; the newest of several. `notFound` where none does. */
export function generationOf(generations: readonly Generation[], revision: bigint): Generation {
  const found = [...generations]
    .reverse()
    .find(({ row }) => row.revision <= revision && revision <= row.toRevision)
  if (found) return found
  throw fail('notFound', `Revision ${revision} is not in the change log.`, {
    details: { field: 'revision' },
  })
}

/** What a revision did, and when it came. */
export async function lookAt(generations: readonly Generation[], revision: bigint): Promise<LoggedRevision> {
  const generation = generationOf(generations, revision)
  const { row, folder } = generation
  const release = generation.hold()
  try {
    if (revision === row.revision) return { revision, receivedAt: row.takenAt, changes: [], changeCount: 0 }
    for await (const [found] of readLog({ folder, from: revision, to: revision }))
      if (found)
        return {
          ...{ revision, receivedAt: found.receivedAt, changeCount: found.records.length },
          changes: found.records.slice(0, namedChanges).map(({ kind, kv }) => ({
            kind: kind === 'delete' ? kind : 'put',
            key: Uint8Array.from(kv.key),
          })),
        }
    throw fail('corrupt', `Revision ${revision} cannot be read from the change log.`)
  } finally {
    release()
  }
}

/** The last revision that had come at a time; `notFound` for a time before the first snapshot. */
export async function revisionAt(generations: readonly Generation[], atMs: number): Promise<bigint> {
  const generation = [...generations].reverse().find(({ row }) => row.takenAt <= atMs)
  if (!generation)
    throw fail('notFound', 'The change log does not go back so far.', { details: { field: 'at' } })
  const { row, folder } = generation
  const release = generation.hold()
  try {
    let { revision } = row
    const start = (await segmentTimes(folder)).filter(({ firstAt }) => firstAt <= atMs).at(-1)
    if (!start) return revision
    for await (const batch of readLog({ folder, from: start.cursor + 1n, to: row.toRevision }))
      for (const each of batch) {
        if (each.receivedAt > atMs) return revision
        revision = each.revision
      }
    return revision
  } finally {
    release()
  }
}
