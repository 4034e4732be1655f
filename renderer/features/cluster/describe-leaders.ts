import type { LeaderSpell } from '../../../shared/contract/cluster'
import { formatMs } from '../../ui/format'

export interface DescribedSpell {
  readonly key: string
  /** Undefined while nobody led. */
  readonly name?: string
  readonly term: string
  /** `since 12:03:11`, `12:00:03 for 3 min`, `before 12:00:03 for at least 3 min`. */
  readonly when: string
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
const dayMs = 86_400_000

/** Times that lie a day back or more come with their day. */
const at = (ms: number, nowMs: number) => (nowMs - ms < dayMs ? time : dayAndTime).format(ms)

/** Who led, newest first, with times in words. */
export function describeLeaders(spells: readonly LeaderSpell[], nowMs: number): readonly DescribedSpell[] {
  return spells.map((spell, index) => {
    const { term, name, memberId, sinceMs, isOlder } = spell
    const since = isOlder ? `since before ${at(sinceMs, nowMs)}` : `since ${at(sinceMs, nowMs)}`
    const next = spells[index - 1]
    const led =
      next && `${at(sinceMs, nowMs)} to ${at(next.sinceMs, nowMs)}, ${formatMs(next.sinceMs - sinceMs)}`
    return {
      key: `${term} ${memberId ?? ''} ${sinceMs}`,
      name: memberId === undefined ? undefined : (name ?? memberId),
      term: String(term),
      when: led === undefined ? since : isOlder ? `before ${led} seen` : led,
    }
  })
}
