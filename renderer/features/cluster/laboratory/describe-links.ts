import type { LinkKind, LocalCluster, LocalLink } from '../../../../shared/contract/local'
import { quorumSize } from '../../../../shared/etcd/quorum'
import { formatMs } from '../../../ui/format'

type Cluster = Pick<LocalCluster, 'members' | 'links'>

/** How the link between two members is; `up` where nothing was set. */
export function linkBetween({ links }: Cluster, a: string, b: string): LocalLink | undefined {
  return links?.find(({ between }) => between.includes(a) && between.includes(b))
}

/** The pairs of members, each once, in their order. */
export function pairsOf({ members }: Cluster): readonly (readonly [string, string])[] {
  return members.flatMap(({ name }, i) => members.slice(i + 1).map((other) => [name, other.name] as const))
}

/** `up`, `cut`, `black hole`, `200 ms late`. */
export function linkInWords(link: LocalLink | undefined): string {
  if (!link) return 'up'
  if (link.kind === 'slow') return `${formatMs(link.delayMs ?? 0)} late`
  return link.kind === 'cut' ? 'cut' : 'black hole'
}

export const linkKinds: readonly { readonly value: LinkKind; readonly text: string }[] = [
  { value: 'up', text: 'Up' },
  { value: 'slow', text: 'Slow' },
  { value: 'cut', text: 'Cut' },
  { value: 'blackhole', text: 'Black hole' },
]

/** Which running members reach each other, over however many links, the largest group first. */
export function groupsOf(cluster: Cluster): readonly (readonly string[])[] {
  const left = new Set(
    cluster.members
      .filter(({ pid, state }) => pid !== undefined && state !== 'paused')
      .map(({ name }) => name),
  )
  const groups: string[][] = []
  for (const first of left) {
    const group = [first]
    left.delete(first)
    for (const member of group)
      for (const other of left) {
        const kind = linkBetween(cluster, member, other)?.kind
        if (kind === 'cut' || kind === 'blackhole') continue
        left.delete(other)
        group.push(other)
      }
    groups.push(group)
  }
  return groups.sort((a, b) => b.length - a.length)
}

/** What the state of links and processes costs the cluster, in words. Learners do not vote. */
export function linksCost(cluster: Cluster): { readonly text: string; readonly tone: 'ok' | 'warn' | 'bad' } {
  const voters = cluster.members.filter(({ role }) => role !== 'learner').map(({ name }) => name)
  const needed = quorumSize(voters.length)
  const groups = groupsOf(cluster).map((group) => group.filter((name) => voters.includes(name)))
  const [most = [], ...others] = groups
    .filter((group) => group.length > 0)
    .sort((a, b) => b.length - a.length)
  if (most.length < needed)
    return {
      tone: 'bad',
      text: `No ${needed} of ${voters.length} members reach each other: there is no quorum, nothing can be written and no linearizable read is answered.`,
    }
  if (most.length === voters.length)
    return {
      tone: 'ok',
      text: `All ${voters.length} members reach each other; ${needed} are needed for a quorum.`,
    }
  const alone = others.flat()
  const cutOff = alone.length > 0 ? `, cut off from ${list(alone)}` : ''
  const meaning = alone.length > 0 ? `; ${list(alone)} can only answer serializable reads` : ''
  return {
    tone: 'warn',
    text: `${list(most)} hold the quorum (${most.length} of ${voters.length}, ${needed} needed)${cutOff}${meaning}.`,
  }
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
