import type { ChangeAccount } from '../../shared/contract/changes'

const shownKeys = 100
const changed = -1n
const unknown = -2n
const undone = -3n
const codes = { pending: 0n, changed, unknown, undone }

/** What became of each key of a plan, by its place: eight bytes a key, however many there are. */
export class Outcomes {
  readonly #at: BigInt64Array
  readonly #counts = new Map<bigint, number>()
  #written = 0
  #revisions: { readonly first: bigint; readonly last: bigint } | undefined

  constructor(readonly length: number) {
    this.#at = new BigInt64Array(length)
  }

  isPending(index: number): boolean {
    return this.#at[index] === 0n
  }

  /** The revision it was written at; undefined when it was not. */
  writtenAt(index: number): bigint | undefined {
    const value = this.#at[index] ?? 0n
    return value > 0n ? value : undefined
  }

  get written(): number {
    return this.#written
  }

  /** What an undo has put back. */
  get undone(): number {
    return this.#counts.get(undone) ?? 0
  }

  markWritten(index: number, revision: bigint): void {
    this.#set(index, revision)
    this.#revisions = { first: this.#revisions?.first ?? revision, last: revision }
  }

  mark(index: number, what: keyof typeof codes): void {
    this.#set(index, codes[what])
  }

  #set(index: number, value: bigint): void {
    const before = this.#at[index] ?? 0n
    if (before > 0n) this.#written -= 1
    else this.#counts.set(before, (this.#counts.get(before) ?? 0) - 1)
    if (value > 0n) this.#written += 1
    else this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
    this.#at[index] = value
  }

  /** The account of a run; what is given is what the run knows. */
  account(of: Pick<ChangeAccount, 'firstChanged' | 'backupFile' | 'withoutLease'>): ChangeAccount {
    const leftAlone = this.#counts.get(changed) ?? 0
    const inDoubt = this.#counts.get(unknown) ?? 0
    return {
      written: this.#written,
      changed: leftAlone,
      firstChanged: of.firstChanged.slice(0, shownKeys),
      unknown: inDoubt,
      remaining: this.length - this.#written - leftAlone - inDoubt - this.undone,
      withoutLease: of.withoutLease,
      revisions: this.#revisions,
      backupFile: of.backupFile,
    }
  }
}
