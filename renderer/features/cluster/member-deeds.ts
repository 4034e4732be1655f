import type { LocalCluster, LocalMember, LocalMemberState } from '../../../shared/contract/local'

export type MemberDeed = 'start' | 'stop' | 'kill' | 'pause' | 'resume' | 'restart' | 'wipe'

/** Something that can be done to a member's process. `isEnding`: it is out of the quorum afterwards, if only for a while. */
export interface Deed {
  readonly what: MemberDeed
  /** The name of its button. */
  readonly text: string
  readonly isEnding: boolean
}

const deed = (what: MemberDeed, text: string, isEnding = true): Deed => ({ what, text, isEnding })
const start = deed('start', 'Start', false)
const ends = [deed('stop', 'Stop'), deed('kill', 'Kill')]
const wipe = deed('wipe', 'Wipe and rejoin')

/** What can be done to a member in this state: to start and to end it, with `all` also what breaks it on purpose. */
export function deedsFor(state: LocalMemberState, all: boolean | undefined): readonly Deed[] {
  const isDown = state === 'stopped' || state === 'exited'
  const whole = isDown ? [start] : ends
  if (!all) return whole
  if (isDown) return [...whole, wipe]
  const pause = state === 'paused' ? deed('resume', 'Resume', false) : deed('pause', 'Pause')
  return [...whole, pause, deed('restart', 'Restart'), wipe]
}

/** What is asked before it is done: what it costs, and what becomes of the data. */
export function deedQuestion(
  what: MemberDeed,
  { name: cluster }: LocalCluster,
  { name, clientUrl, dataDir }: LocalMember,
) {
  const verbs = {
    start: 'Start',
    stop: 'Stop',
    kill: 'Kill',
    pause: 'Pause',
    resume: 'Resume',
    restart: 'Restart',
    wipe: 'Wipe',
  } as const
  const title = `${verbs[what]} ${name} of ${cluster}?`
  if (what === 'wipe')
    return {
      title,
      description: `${name} at ${clientUrl} is ended and taken out of the membership, all its data in ${dataDir} is deleted, and it joins again as a learner until it has caught up. The other members keep everything.`,
    }
  const until =
    { pause: 'until it is resumed', restart: 'until it is back' }[what as string] ??
    'until it is started again'
  return {
    title,
    description: `Without ${name} at ${clientUrl} the cluster has no quorum: nothing can be read or written ${until}. Its data is kept.`,
  }
}
