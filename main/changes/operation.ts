import { basename, dirname } from 'node:path'
import type { ChangeAccount } from '../../shared/contract/changes'
import { backupPath } from './backup-file'
import type { JournalRecord } from './journal-record'
import { OperationFile, readOperation } from './operation-file'
import type { OperationHead } from './operation-head'
import { Outcomes } from './outcomes'
import type { Step } from './plan-step'
import type { Settled } from './settle-doubt'

const shownKeys = 100

/** A transaction that was sent, or was about to be, and of which nothing else is known. */
interface Doubt {
  readonly places: readonly number[]
  readonly isUndo: boolean
}

/** What became of each key of a plan: in memory, and in a file beside the backup that is written ahead of each write. */
export class Operation {
  readonly outcomes: Outcomes
  /** Where the old values are, or are to be. */
  readonly backup: string
  readonly #firstChanged: Uint8Array[] = []
  #bare = 0
  #file: OperationFile | undefined
  #doubt: Doubt | undefined
  #hasBegun = false

  constructor(
    readonly head: OperationHead,
    readonly folder: string,
    /** The file's path, where there is one. */
    private readonly found?: string,
  ) {
    const { id, kind, revision, count } = head.plan
    const job = { folder, kind, scope: head.request.scope, revision }
    this.backup = found ? found.replace(/\.operation$/, '.jsonl') : backupPath(job, id)
    this.outcomes = new Outcomes(count)
    this.#hasBegun = found !== undefined
  }

  /** Finds out from a file how far it came. */
  static async read(path: string): Promise<Operation> {
    const { head, records } = await readOperation(path)
    const operation = new Operation(head, dirname(path), path)
    for (const record of records) operation.#apply(record)
    return operation
  }

  get path(): string {
    return this.found ?? this.backup.replace(/\.jsonl$/, '.operation')
  }

  /** Where a put-back has what it goes back to. */
  get past(): string {
    return this.backup.replace(/\.jsonl$/, '.past.jsonl')
  }

  /** Nothing was written before that. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  get doubt(): Doubt | undefined {
    return this.#doubt
  }

  /** Makes the file, or opens it to go on. To be closed again. */
  async open(): Promise<void> {
    this.#file = await (this.#hasBegun
      ? OperationFile.reopen(this.path)
      : OperationFile.create(this.path, this.head))
    this.#hasBegun = true
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  /** Puts on disk what is about to be sent, and what became of the last; nothing is sent when that fails. */
  async try(steps: readonly Step[], isUndo: boolean): Promise<void> {
    this.add({ kind: isUndo ? 'tryUndo' : 'try', places: steps.map(({ index }) => index) })
    await this.#file?.commit()
  }

  add(record: JournalRecord): void {
    this.#apply(record)
    this.#file?.note(record)
  }

  /** Ends the doubt. @param bare how many of its keys were put without the lease they had */
  settle(settled: Settled, bare = 0): void {
    const doubt = this.#doubt
    if (!doubt) return
    const { places, isUndo } = doubt
    if (settled.kind === 'written')
      this.add({ kind: isUndo ? 'undone' : 'written', places, revision: settled.revision, bare })
    // What an undo did not put back still stands as the run left it.
    else if (!isUndo) this.add({ kind: settled.kind, places })
    this.#doubt = undefined
  }

  account(): ChangeAccount {
    const { backup: backupFile } = this
    return this.outcomes.account({ firstChanged: this.#firstChanged, backupFile, withoutLease: this.#bare })
  }

  #apply({ kind, places, revision = 0n, keys = [], bare = 0 }: JournalRecord): void {
    if (kind === 'try' || kind === 'tryUndo') {
      this.#doubt = { places, isUndo: kind === 'tryUndo' }
      return
    }
    if (kind !== 'unknown') this.#doubt = undefined
    if (kind === 'written') this.#bare += bare
    for (const place of places) {
      if (kind === 'written') this.outcomes.markWritten(place, revision)
      else this.outcomes.mark(place, kind)
    }
    this.#firstChanged.push(...keys.slice(0, shownKeys - this.#firstChanged.length))
  }
}

/** The name of an operation's file tells its id's beginning. */
export const isFileOf = (name: string, id: string): boolean =>
  basename(name).endsWith(`-${id.slice(0, 8)}.operation`)
