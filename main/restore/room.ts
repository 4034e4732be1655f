import { dirname } from 'node:path'
import { fail } from '../../shared/failure'
import { freeBytesAt } from '../snapshot/offer'

/** etcd lays two files of its log on the disk before it needs them, of 64 MiB each (wal.SegmentSizeBytes). */
const logBytes = 2 * 64 * 1024 * 1024
const spareBytes = 4 * 1024 * 1024

/** What each member takes that is made from a file of so many bytes. */
export const neededBytesEach = (fileBytes: number): number => fileBytes + logBytes + spareBytes

/** Room in a folder, or where it will be made; undefined where the system does not tell. */
export async function roomAt(folder: string): Promise<number | undefined> {
  return (await freeBytesAt(folder)) ?? (await freeBytesAt(dirname(folder)))
}

/** Fails with `exhausted` when the disk has no room for so many members. */
export async function checkRoom(
  folder: string,
  { members, fileBytes }: { readonly members: number; readonly fileBytes: number },
): Promise<void> {
  const freeBytes = await roomAt(folder)
  const neededBytes = members * neededBytesEach(fileBytes)
  if (freeBytes === undefined || freeBytes >= neededBytes) return
  const inMiB = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
  throw fail('exhausted', 'There is not enough room on this disk for the members: nothing was made.', {
    reason: `${inMiB(freeBytes)} MiB are free in ${folder}, ${inMiB(neededBytes)} MiB are needed`,
    details: { field: 'members', freeBytes, neededBytes },
  })
}
