import { fail } from '../../shared/failure'
import type { LocalMember } from '../../shared/contract/local'
import { MemberHttp } from '../local/member-http'

/** HashKV of a big store takes its time. */
const timeoutMs = 120_000

/** What a member says of its store up to a revision. */
export interface MemberStore {
  readonly hash: number
  /** Where it stands. */
  readonly revision: bigint
  /** Up to it revisions are dropped; 0: none are. */
  readonly compactRevision: bigint
}

/**
 * A member's HashKV up to a revision, asked where its peers ask it (`/members/hashkv`, etcd's `corrupt.go`): also where
 * users are in the store, as their passwords are not needed. Fails with `unavailable` when it does not answer.
 *
 * @param tlsDir the cluster's certificates, where it has TLS
 */
export async function askPeerHash(
  { name, peerUrl }: Pick<LocalMember, 'name' | 'peerUrl'>,
  { revision, tlsDir, signal }: { revision: bigint; tlsDir?: string; signal: AbortSignal },
): Promise<MemberStore> {
  const http = new MemberHttp(tlsDir)
  try {
    const url = `${peerUrl}/members/hashkv`
    const body = `{"revision":${revision}}`
    const answer = await http.ask({ url, body, method: 'GET', timeoutMs, signal })
    if (signal.aborted) throw fail('canceled', 'Canceled.')
    const { header, hash, compact_revision: compacted } = answer
    const stands =
      typeof header === 'object' && header !== null && 'revision' in header ? header.revision : undefined
    if (typeof hash !== 'number' || typeof stands !== 'number')
      throw fail('unavailable', `${name} did not say what it holds at revision ${revision}.`)
    const compactRevision = typeof compacted === 'number' && compacted > 0 ? BigInt(compacted) : 0n
    return { hash, revision: BigInt(stands), compactRevision }
  } finally {
    http.close()
  }
}
