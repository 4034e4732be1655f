import { setTimeout as delay } from 'node:timers/promises'

const lookMs = 500
/** Members that are all well are asked at every so many looks: each question costs them and this process CPU time. */
const looksPerQuestion = 4

/** What {@link monitor} watches. None of its promises rejects. */
export interface Monitored {
  /** Looks for processes that ended and cannot tell, which the members do not notice. */
  readonly look: () => Promise<void>
  /** Asks every member how it is. */
  readonly ask: () => Promise<void>
  /** True while something is done to it that looks for itself. */
  readonly isBusy: () => boolean
  /** True while everything is as it should be, by what was seen last. */
  readonly isWell: () => boolean
  /** True while there is a process to watch. */
  readonly isUp: () => boolean
}

/**
 * Watches members until none runs, or the signal aborts: processes of earlier runs twice a second; and the members are
 * asked as often while something is wrong, else every two seconds.
 */
export async function monitor(monitored: Monitored, signal: AbortSignal): Promise<void> {
  const { look, ask, isBusy, isWell, isUp } = monitored
  for (let looks = 1; !signal.aborted && (isBusy() || isUp()); looks++) {
    if (!isBusy()) {
      await look()
      if (!isWell() || looks % looksPerQuestion === 0) await ask()
    }
    await delay(lookMs, undefined, { ref: false, signal }).catch(() => undefined)
  }
}
