/** Keeps the smallest `most` of any number of items, in memory for so many alone. */
export class Smallest<T> {
  /** A heap: no item is smaller than its children, the largest is first. */
  #items: T[] = []

  constructor(
    private readonly most: number,
    private readonly compare: (a: T, b: T) => number,
  ) {}

  /** True when an item would be kept. */
  wants(item: T): boolean {
    const [largest] = this.#items
    return this.#items.length < this.most || (largest !== undefined && this.compare(item, largest) < 0)
  }

  add(item: T): void {
    if (!this.wants(item)) return
    if (this.#items.length < this.most) this.#rise(item)
    else this.#sink(item)
  }

  /** Those kept, smallest first. */
  sorted(): T[] {
    return [...this.#items].sort(this.compare)
  }

  #rise(item: T): void {
    let at = this.#items.length
    while (at > 0) {
      const above = (at - 1) >>> 1
      const parent = this.#items[above] as T
      if (this.compare(parent, item) >= 0) break
      this.#items[at] = parent
      at = above
    }
    this.#items[at] = item
  }

  /** Puts an item in the place of the largest. */
  #sink(item: T): void {
    const { length } = this.#items
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && this.compare(this.#items[child + 1] as T, this.#items[child] as T) > 0)
        child += 1
      if (this.compare(this.#items[child] as T, item) <= 0) break
      this.#items[at] = this.#items[child] as T
      at = child
    }
    this.#items[at] = item
  }
}
