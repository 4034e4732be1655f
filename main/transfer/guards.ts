import type { PlannedKind } from '../../shared/contract/transfer'
import { plannedKinds } from '../../shared/contract/transfer'

/** What the dry run saw of each entry, in the order of the source: nine bytes an entry, however many there are. */
export class Guards {
  #revisions = new BigInt64Array(1024)
  #kinds = new Uint8Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** @param seen the key's mod revision; 0 when it is not there */
  push(kind: PlannedKind, seen: bigint): void {
    if (this.#length === this.#kinds.length) this.#grow()
    this.#revisions[this.#length] = seen
    this.#kinds[this.#length] = plannedKinds.indexOf(kind)
    this.#length += 1
  }

  /** The entry at a place; undefined beyond the last. */
  at(index: number): { readonly kind: PlannedKind; readonly seen: bigint } | undefined {
    const kind = index < this.#length ? plannedKinds[this.#kinds[index] ?? 0] : undefined
    return kind && { kind, seen: this.#revisions[index] ?? 0n }
  }

  #grow(): void {
    const revisions = new BigInt64Array(2 * this.#length)
    const kinds = new Uint8Array(2 * this.#length)
    revisions.set(this.#revisions)
    kinds.set(this.#kinds)
    this.#revisions = revisions
    this.#kinds = kinds
  }
}
