const chunkBits = 16
const chunkSize = 1 << chunkBits
const inChunk = chunkSize - 1

type Numbers = Uint32Array | Float64Array

/**
 * Numbers one after the other that grow without being copied: a table of a million rows never holds a column twice.
 * Unsigned integers below 2^32 in four bytes each, or any numbers in eight. What was never set is 0.
 */
export class Column {
  readonly #chunks: Numbers[] = []

  constructor(private readonly kind: 'uint32' | 'float64') {}

  get(index: number): number {
    return this.#chunks[index >>> chunkBits]?.[index & inChunk] ?? 0
  }

  set(index: number, value: number): void {
    this.#chunk(index)[index & inChunk] = value
  }

  add(index: number, value: number): void {
    const chunk = this.#chunk(index)
    const at = index & inChunk
    chunk[at] = (chunk[at] ?? 0) + value
  }

  #chunk(index: number): Numbers {
    const at = index >>> chunkBits
    while (this.#chunks.length <= at)
      this.#chunks.push(this.kind === 'uint32' ? new Uint32Array(chunkSize) : new Float64Array(chunkSize))
    return this.#chunks[at] as Numbers
  }
}
