interface Mark {
  readonly revision: bigint
  readonly atMs: number
}

/**
 * Tells how long ago a revision was reached, as seen from here: etcd keeps no times. It remembers when the tree said
 * it had come to a revision, and forgets after `keepMs`.
 */
export class RevisionClock {
  #marks: Mark[] = []

  constructor(readonly keepMs = 60_000) {}

  /** The tree is at `revision` now. Only forward steps count. */
  mark(revision: bigint, nowMs: number): void {
    const last = this.#marks.at(-1)
    if (last && last.revision >= revision) return
    this.#marks.push({ revision, atMs: nowMs })
    if (this.#marks.length > 1) this.#marks = this.#marks.filter((each) => nowMs - each.atMs <= this.keepMs)
  }

  /** Milliseconds since `revision` was reached; undefined when that was before the first mark kept. */
  ageMs(revision: bigint, nowMs: number): number | undefined {
    const first = this.#marks[0]
    if (!first || revision <= first.revision) return undefined
    let low = 0
    let high = this.#marks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#marks[middle]?.revision ?? 0n) >= revision) high = middle
      else low = middle + 1
    }
    const mark = this.#marks[low]
    return mark && mark.revision >= revision ? nowMs - mark.atMs : 0
  }
}
