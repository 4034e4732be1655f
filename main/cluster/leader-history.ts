import type { LeaderSpell } from '../../shared/contract/cluster'

const maxSpells = 50

export type SeenLeader = Pick<LeaderSpell, 'term' | 'memberId' | 'name'>

/** Who led a cluster, as it was seen. What happened while nobody looked is not known, and said to be older. */
export class LeaderHistory {
  #spells: readonly LeaderSpell[] = []
  #hasPaused = true

  /** Newest first. */
  get spells(): readonly LeaderSpell[] {
    return this.#spells
  }

  /** Notes who leads now, or that nobody does. */
  observe(seen: SeenLeader, nowMs: number): void {
    const [last] = this.#spells
    const isSame = last?.memberId === seen.memberId && last?.term === seen.term
    if (!isSame) {
      const spell = { ...seen, sinceMs: nowMs, isOlder: this.#hasPaused }
      this.#spells = [spell, ...this.#spells].slice(0, maxSpells)
    }
    this.#hasPaused = false
  }

  /** Nobody looks any more: what is seen next may have begun meanwhile. */
  pause(): void {
    this.#hasPaused = true
  }
}
