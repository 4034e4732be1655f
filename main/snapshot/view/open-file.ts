import { fstatSync, readSync } from 'node:fs'
import { fail } from '../../../shared/failure'
import { loadFile, type LoadedFile } from './load-file'
import { SortedKeys } from './sorted-keys'

/** A snapshot file that is looked into. The file stays open: one that takes its name is another file. */
export class OpenFile {
  readonly loaded: LoadedFile
  readonly keys: SortedKeys
  readonly #changedAt: number

  constructor(
    private readonly fd: number,
    onProgress: (revisions: number) => void,
  ) {
    this.#changedAt = fstatSync(fd).mtimeMs
    this.loaded = loadFile(fd, onProgress)
    this.keys = new SortedKeys(this.loaded.table)
    this.checkUnchanged()
  }

  /** Throws `conflict` when somebody wrote the file: nothing that was read of it holds any more. */
  checkUnchanged(): void {
    const { mtimeMs, size } = fstatSync(this.fd)
    if (mtimeMs !== this.#changedAt || size !== this.loaded.sizeBytes)
      throw fail('conflict', 'Somebody wrote this snapshot file while it was open here; open it again.')
  }

  /** The stored KeyValue of a row, a copy. */
  stored(row: number): Uint8Array {
    const bytes = new Uint8Array(this.loaded.table.sizeBytes(row))
    const read = readSync(this.fd, bytes, 0, bytes.length, this.loaded.table.fileAt(row))
    if (read < bytes.length)
      throw fail('conflict', 'This snapshot file became shorter while it was open here.')
    return bytes
  }
}
