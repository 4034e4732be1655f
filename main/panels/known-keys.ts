import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { maxKnownKeys } from '../../shared/contract/panels'
import { writeWhole } from '../store/write-whole'
import { at, keyOfRecord, kinds } from './record'

const nameOf = (key: Uint8Array) => Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1')

/**
 * The keys that are there in a panel's range as of its cursor, about 100 bytes of memory each: one side of the comparison when a compaction hides what
 * happened. Kept by creations and deletions; not known where there are too many, or where the panel does not see all.
 */
export class KnownKeys {
  #keys: Set<string> | undefined
  /** Records up to here are in it already. */
  #asOf = 0n
  readonly #path: string

  constructor(folder: string) {
    this.#path = join(folder, 'keys.json')
  }

  /** A copy of all; undefined when they are not known. */
  all(): Set<string> | undefined {
    return this.#keys && new Set(this.#keys)
  }

  /** Replaces them. */
  set(keys: Iterable<Uint8Array> | undefined, asOf: bigint): void {
    this.#keys = keys && new Set(Array.from(keys, nameOf))
    this.#asOf = asOf
    this.#limit()
  }

  /** Follows one record. */
  apply(source: Buffer, from: number): void {
    const revision = source.readBigInt64LE(from + at.modRevision)
    if (!this.#keys || revision <= this.#asOf) return
    const kind = kinds[source[from + at.kind] ?? 0]
    // What a gap did is set after it, with a revision that is not below it.
    if (kind === 'gap') this.#keys = undefined
    else if (kind === 'delete') this.#keys.delete(nameOf(keyOfRecord(source, from)))
    else if (source.readBigInt64LE(from + at.createRevision) === revision) {
      this.#keys.add(nameOf(keyOfRecord(source, from)))
      this.#limit()
    }
  }

  /** Writes them as they are at `cursor`. */
  async save(cursor: bigint): Promise<void> {
    if (!this.#keys) return rm(this.#path, { force: true })
    const keys = Array.from(this.#keys, (key) => Buffer.from(key, 'latin1').toString('base64'))
    await writeWhole(this.#path, JSON.stringify({ revision: String(cursor), keys }))
  }

  /** What {@link save} wrote; a lost or damaged file means that they are not known. */
  async load(): Promise<void> {
    try {
      const { revision, keys } = JSON.parse(await readFile(this.#path, 'utf8')) as Saved
      this.set(
        keys.map((key) => Buffer.from(key, 'base64')),
        BigInt(revision),
      )
    } catch {
      this.#keys = undefined
    }
  }

  #limit(): void {
    if (this.#keys && this.#keys.size > maxKnownKeys) this.#keys = undefined
  }
}

interface Saved {
  readonly revision: string
  readonly keys: readonly string[]
}
