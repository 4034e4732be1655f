import type { HashVerdict, MemberHash } from '../../shared/contract/maintenance'
import { compareVersions, parseVersion } from '../../shared/etcd/version'

/** From these on a tombstone exactly at the compacted revision is left out of the hash (etcd's changelogs). */
const changedAt: Readonly<Record<string, string>> = { '3.4': '3.4.34', '3.5': '3.5.16' }

/** Which of the two ways of hashing a version has; versions of one way are comparable. */
function leavesTombstoneOut(text: string | undefined): boolean {
  const version = parseVersion(text ?? '')
  if (!version) return true
  const since = parseVersion(changedAt[`${version.major}.${version.minor}`] ?? '')
  return since === undefined || compareVersions(version, since) >= 0
}

/** What the hashes of all members at one revision say; see the contract. Hashes are of what is kept from a compaction on. */
export function hashVerdict(members: readonly MemberHash[]): HashVerdict {
  const answered = members.filter((each) => each.hash !== undefined)
  if (answered.length < 2) return { kind: 'alone', members: [] }
  if (new Set(answered.map((each) => each.compactRevision)).size > 1)
    return { kind: 'incomparable', members: [] }
  const byHash = new Map<number, string[]>()
  for (const { hash = 0, name } of answered) byHash.set(hash, [...(byHash.get(hash) ?? []), name])
  if (byHash.size === 1) return { kind: 'equal', members: [] }
  const isCompacted = (answered[0]?.compactRevision ?? 0n) > 0n
  if (isCompacted && new Set(answered.map(({ version }) => leavesTombstoneOut(version))).size > 1)
    return { kind: 'incomparable', members: [] }
  const [most = []] = [...byHash.values()].sort((a, b) => b.length - a.length)
  const others = answered.map(({ name }) => name).filter((name) => !most.includes(name))
  return 2 * most.length > answered.length
    ? { kind: 'differs', members: others }
    : { kind: 'split', members: answered.map(({ name }) => name) }
}

/** True when asking once more may make the hashes comparable: a compaction reaches the members one after the other. */
export function isWorthAnotherTry(members: readonly MemberHash[]): boolean {
  const revisions = new Set(members.flatMap(({ compactRevision }) => compactRevision ?? []))
  return revisions.size > 1 || members.some(({ failure }) => failure?.code === 'compacted')
}
