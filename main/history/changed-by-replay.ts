import { setImmediate } from 'node:timers/promises'
import type { WatchEvent } from '../etcd/watch-cursor'
import type { ChangeTally } from './change-tally'
import { Column } from './column'
import { KeyTable } from './key-table'

const sliceKeys = 10_000

/** What a replay says of each key: whether it was there before, and what it is after; in whatever order events come. */
export class ReplayedKeys {
  readonly #keys = new KeyTable()
  readonly #firstAt = new Column('float64')
  readonly #lastAt = new Column('float64')
  readonly #wasThere = new Column('uint32')
  readonly #isThere = new Column('uint32')
  readonly #sizes = new Column('uint32')

  add(events: readonly WatchEvent[]): void {
    for (const { type, kv } of events) {
      const known = this.#keys.size
      const row = this.#keys.add(kv.key)
      // Revisions stay below 2^53: at a million writes a second for 285 years.
      const revision = Number(kv.modRevision)
      if (row === known || revision < this.#firstAt.get(row)) {
        this.#firstAt.set(row, revision)
        // Only what is there can be deleted or written again.
        this.#wasThere.set(row, type === 'delete' || kv.version > 1n ? 1 : 0)
      }
      if (revision < this.#lastAt.get(row)) continue
      this.#lastAt.set(row, revision)
      this.#isThere.set(row, type === 'put' ? 1 : 0)
      this.#sizes.set(row, kv.value.length)
    }
  }

  /** Hands all keys that differ to a tally; `before` is left for {@link ChangeTally} to be completed. */
  async tellTo(tally: ChangeTally): Promise<void> {
    for (let row = 0; row < this.#keys.size; row++) {
      const [wasThere, isThere] = [this.#wasThere.get(row) === 1, this.#isThere.get(row) === 1]
      if (isThere) {
        const after = { modRevision: BigInt(this.#lastAt.get(row)), sizeBytes: this.#sizes.get(row) }
        tally.add(this.#keys.at(row), { kind: wasThere ? 'changed' : 'added', after })
      } else if (wasThere) tally.add(this.#keys.at(row), { kind: 'deleted' })
      if (row % sliceKeys === sliceKeys - 1) await setImmediate()
    }
  }
}
