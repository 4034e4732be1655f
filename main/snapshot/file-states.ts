import { open, stat } from 'node:fs/promises'
import type { SnapshotRow } from '../../shared/contract/snapshot'
import { trailerBytes } from './sha256-trailer'

/** What of a kept snapshot tells its file from another. */
export interface KnownFile {
  readonly path: string
  readonly sizeBytes: number
  /** In hex. */
  readonly sha256: string
}

/** Whether snapshots' files are still there: by size and trailer, read again only when the file was touched. */
export class FileStates {
  readonly #seen = new Map<string, { readonly mark: string; readonly state: SnapshotRow['file'] }>()

  async of(known: KnownFile): Promise<SnapshotRow['file']> {
    const found = await stat(known.path).catch(() => undefined)
    if (!found?.isFile()) return 'missing'
    const mark = [found.ino, found.size, found.mtimeMs, known.sha256].join()
    const seen = this.#seen.get(known.path)
    if (seen?.mark === mark) return seen.state
    const state = found.size === known.sizeBytes && (await endsIn(known)) ? 'there' : 'changed'
    this.#seen.set(known.path, { mark, state })
    return state
  }
}

async function endsIn({ path, sizeBytes, sha256 }: KnownFile): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined)
  try {
    const end = Buffer.alloc(trailerBytes)
    await file?.read(end, 0, trailerBytes, sizeBytes - trailerBytes)
    return end.toString('hex') === sha256
  } catch {
    return false
  } finally {
    await file?.close()
  }
}
