import { open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fail, toFailure } from '../../shared/failure'
import { syncFolder } from '../transfer/part-file'
import { formatRecord, parseRecord, type JournalRecord } from './journal-record'
import { formatHead, parseHead, type OperationHead } from './operation-head'

/** An operation's file as it was found. */
export interface StoredOperation {
  readonly head: OperationHead
  readonly records: readonly JournalRecord[]
}

/**
 * What must outlive the app of an operation: its head, and a journal that is only ever appended to. A transaction is
 * on disk as tried before it is sent, so that after a crash at most that one is in doubt.
 */
export class OperationFile {
  #pending = ''

  private constructor(
    readonly path: string,
    readonly file: FileHandle,
  ) {}

  /** Makes the file, private to this user; it is on disk when this resolves. */
  static async create(path: string, head: OperationHead): Promise<OperationFile> {
    const made = new OperationFile(path, await open(path, 'wx', 0o600))
    made.#pending = formatHead(head)
    await made.commit()
    await syncFolder(dirname(path))
    return made
  }

  /** Opens it to go on. A last line that a crash cut off is taken away. */
  static async reopen(path: string): Promise<OperationFile> {
    const whole = (await readFile(path)).lastIndexOf(0x0a) + 1
    const file = await open(path, 'r+')
    await file.truncate(whole)
    await file.close()
    return new OperationFile(path, await open(path, 'a'))
  }

  /** Remembers a line for the next `commit`. */
  note(record: JournalRecord): void {
    this.#pending += formatRecord(record)
  }

  /** Puts what was noted on disk. Fails with `exhausted` when it cannot be written. */
  async commit(): Promise<void> {
    if (this.#pending === '') return
    const text = this.#pending
    this.#pending = ''
    try {
      await this.file.appendFile(text)
      await this.file.datasync()
    } catch (error) {
      throw fail('exhausted', `${this.path} cannot be written, so nothing more was changed.`, {
        reason: toFailure(error).reason,
        details: { path: this.path },
      })
    }
  }

  /** What is noted goes to disk first, if it still can. */
  async close(): Promise<void> {
    try {
      await this.commit()
    } finally {
      await this.file.close()
    }
  }
}

/** Reads an operation's file; a last line that was cut off does not count. `corrupt` when it is not what etcdesk wrote. */
export async function readOperation(path: string): Promise<StoredOperation> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  try {
    return { head: parseHead(lines[0] ?? ''), records: lines.slice(1).map(parseRecord) }
  } catch (cause) {
    throw fail('corrupt', `The file ${path} is not what etcdesk wrote.`, { details: { path }, cause })
  }
}
