import type { MemberRow } from '../../shared/contract/cluster'
import { toFailure } from '../../shared/failure'
import { alarmsOf, otherErrors } from '../cluster/alarms'
import { askEndpoint, type EndpointAnswer } from '../cluster/ask-endpoint'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'

/** A member as the gate asks it. */
export type GateMember = Pick<MemberRow, 'name' | 'role'> & { readonly endpoint: string }

/** So many raft entries a member may be behind the one that is furthest. */
export const mostLag = 1_000n
const intervalMs = 200
const readTimeoutMs = 2_000

/** What is wrong with one member by its own answer. A full database is no reason to wait: defragmenting is the cure. */
export function problemOf(
  { name }: GateMember,
  { status, failure }: Pick<EndpointAnswer, 'status' | 'failure'>,
  highest: bigint,
): string | undefined {
  if (!status) return `${name} does not answer${failure ? ` (${failure.message})` : ''}`
  if (status.leader === 0n) return `${name} knows no leader`
  if (alarmsOf(status).some(({ alarm }) => alarm === 'CORRUPT')) return 'the alarm CORRUPT is raised'
  const errors = otherErrors(status)
  if (errors.length > 0) return `${name} reports ${errors.join(', ')}`
  const applied = status.raftAppliedIndex || status.raftIndex
  const lag = highest - applied
  return lag > mostLag ? `${name} is ${lag} raft entries behind` : undefined
}

/** A read that the quorum has to agree to, asked at one member; a user who may not read was answered all the same. */
async function readProblem(
  client: EtcdClient,
  { name, endpoint, role }: GateMember,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (role === 'learner') return undefined
  try {
    const request = { key: Uint8Array.of(0), countOnly: true }
    await client.unary(KV.method.range, request, { signal, endpoint, timeoutMs: readTimeoutMs })
    return undefined
  } catch (error) {
    const { code, message } = toFailure(error)
    return code === 'denied' ? undefined : `${name} cannot read with the quorum (${message})`
  }
}

/** What keeps the cluster from sparing another member now: the first problem of any; undefined when all are well. */
export async function findProblem(
  client: EtcdClient,
  members: readonly GateMember[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const answers = await Promise.all(members.map(({ endpoint }) => askEndpoint(client, endpoint, signal)))
  const highest = answers.reduce((most, { status }) => {
    const index = status?.raftIndex ?? 0n
    return index > most ? index : most
  }, 0n)
  for (const [i, member] of members.entries()) {
    const problem = problemOf(member, answers[i] ?? {}, highest)
    if (problem) return problem
  }
  const reads = await Promise.all(members.map((member) => readProblem(client, member, signal)))
  return reads.find((each) => each !== undefined)
}

/**
 * Waits until all members are well: they answer, know a leader, have applied what is committed (but for {@link mostLag}
 * entries) and read with the quorum. Resolves with what is still wrong after `timeoutMs`, undefined when nothing is.
 * Rejects with `canceled` when the signal aborts.
 */
export async function passGate(
  client: EtcdClient,
  members: readonly GateMember[],
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const problem = await findProblem(client, members, signal)
    if (problem === undefined || performance.now() >= deadline) return problem
    await delay(intervalMs, signal)
  }
}
