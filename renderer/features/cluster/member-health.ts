import type { MemberRow, ReadProbe } from '../../../shared/contract/cluster'
import type { LocalMember } from '../../../shared/contract/local'
import { isStarted } from '../../../shared/etcd/membership'
import { formatMs } from '../../ui/format'
import { exitInWords, type Tone } from '../home/cluster-words'

/** How a member is, in a word, and what there is to say about it. */
export interface MemberHealth {
  readonly tone: Tone
  readonly text: string
  /** Sentences. */
  readonly reasons: readonly string[]
}

const tones = { healthy: 'ok', unhealthy: 'bad', unreachable: 'bad' } as const

/** Why a read was not answered, as a sentence; undefined for one that was, or was not asked. */
function unanswered(what: string, probe: ReadProbe | undefined): string | undefined {
  if (!probe || probe.isAnswered) return undefined
  if (probe.failure?.code === 'deadline') return `${what} got no answer within ${formatMs(probe.latencyMs)}.`
  return `${what} failed: ${probe.failure?.message ?? 'no reason was given'}`
}

function reasonsOf(member: MemberRow): readonly (string | undefined)[] {
  const { linearizable, serializable } = member
  const canReadAlone = linearizable?.isAnswered === false && serializable?.isAnswered
  return [
    member.failure?.message,
    ...member.errors.map((error) => (error === 'etcdserver: no leader' ? 'It knows no leader.' : error)),
    unanswered('A linearizable read, which needs the quorum,', linearizable),
    unanswered('A serializable read, which it serves by itself,', serializable),
    canReadAlone ? 'Serializable reads are answered.' : undefined,
    member.hidden &&
      'Its status is hidden: this etcd shows it to users with the role root only. Role, version, sizes and log are not known; its health is told by reading a key.',
  ]
}

/** Of a process of ours we know more than that nobody answers. */
function processState(member: MemberRow, local: LocalMember | undefined): MemberHealth | undefined {
  if (member.health !== 'unreachable') return undefined
  switch (local?.state) {
    case 'stopped':
      return { tone: 'neutral', text: 'stopped', reasons: [] }
    case 'paused':
      return { tone: 'warn', text: 'paused', reasons: [] }
    case 'exited': {
      const reasons = local.exit ? [`Its process ${exitInWords(local.exit)}.`] : []
      return { tone: 'bad', text: 'exited', reasons }
    }
    default:
      return undefined
  }
}

/** A member's health in words: what it answered, and what is known of its process where that is ours. */
export function describeHealth(member: MemberRow, local: LocalMember | undefined): MemberHealth {
  if (!isStarted(member)) {
    const reasons = ['It was added and has never started: start it, or remove it.']
    return { tone: 'warn', text: 'not started', reasons }
  }
  const known = processState(member, local)
  if (known) return known
  const reasons = reasonsOf(member).filter((reason) => reason !== undefined)
  if (member.health === 'healthy' && member.isCatchingUp)
    return { tone: 'warn', text: 'catching up', reasons }
  return { tone: tones[member.health], text: member.health, reasons }
}
