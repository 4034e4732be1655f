import type { ChangeAccount } from '../../shared/contract/changes'
import type { StepReport } from './apply-steps'
import type { Operation } from './operation'

/** What an undo did; what it put back counts as no longer written by the run. */
export class UndoTally {
  readonly #firstChanged: Uint8Array[] = []
  #written = 0
  #changed = 0
  #unknown = 0
  #bare = 0
  #revisions: { readonly first: bigint; readonly last: bigint } | undefined

  constructor(
    readonly operation: Operation,
    readonly total: number,
  ) {}

  report(what: StepReport): void {
    const { kind, steps } = what
    const places = steps.map(({ index }) => index)
    if (kind === 'written') {
      this.#written += steps.length
      this.#revisions = { first: this.#revisions?.first ?? what.revision, last: what.revision }
      this.operation.add({ kind: 'undone', places, revision: what.revision })
      this.#bare += steps.filter(({ isBare }) => isBare).length
    } else if (kind === 'changed') {
      this.#changed += steps.length
      for (const { guards } of steps)
        if (guards[0] && this.#firstChanged.length < 100) this.#firstChanged.push(guards[0].key)
    } else this.#unknown += steps.length
  }

  account(): ChangeAccount {
    return {
      written: this.#written,
      changed: this.#changed,
      firstChanged: [...this.#firstChanged],
      unknown: this.#unknown,
      remaining: this.total - this.#written - this.#changed - this.#unknown,
      withoutLease: this.#bare,
      revisions: this.#revisions,
      backupFile: this.operation.backup,
    }
  }
}
