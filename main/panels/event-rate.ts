const keptSeconds = 120

/** How many events came in each of the last seconds. */
export class EventRate {
  readonly #counts = new Float64Array(keptSeconds)
  #second = 0

  add(events: number, nowMs: number): void {
    this.#moveTo(nowMs)
    this.#counts[this.#second % keptSeconds]! += events
  }

  /** The newest last; the second that is under way is part of it. */
  read(nowMs: number): number[] {
    this.#moveTo(nowMs)
    const first = this.#second + 1
    return Array.from({ length: keptSeconds }, (_, i) => this.#counts[(first + i) % keptSeconds] ?? 0)
  }

  /** A clock that was put back stands still here until it has caught up. */
  #moveTo(nowMs: number): void {
    const second = Math.floor(nowMs / 1_000)
    const from = Math.max(this.#second + 1, second - keptSeconds + 1)
    for (let at = from; at <= second; at++) this.#counts[at % keptSeconds] = 0
    this.#second = Math.max(this.#second, second)
  }
}
