import type { MemberRow } from '../../shared/contract/cluster'
import type { HashCheckState, MemberHash } from '../../shared/contract/maintenance'
import { fail, toFailure } from '../../shared/failure'
import { askEndpoint } from '../cluster/ask-endpoint'
import { delay } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import { headerRevision } from '../etcd/rows'
import { hashVerdict, isWorthAnotherTry } from './hash-verdict'
import { longMs } from './long'
import { endpointOf, readCluster, servesMaintenance } from './read-cluster'

const tries = 4
const pauseMs = 500

const refusal = toFailure(fail('precondition', 'A learner tells no hash. Promote it, then compare it.'))

type Asked = Pick<MemberHash, 'memberId' | 'name' | 'endpoint' | 'version'>

/** The highest revision that every member that answers has reached; the others' failures. */
async function commonRevision(client: EtcdClient, members: readonly Asked[], signal: AbortSignal) {
  const answers = await Promise.all(members.map(({ endpoint }) => askEndpoint(client, endpoint, signal)))
  const revisions = answers.flatMap(({ status }) => status?.header?.revision ?? [])
  const failed = members.flatMap((member, i): MemberHash[] => {
    const failure = answers[i]?.failure
    return failure ? [{ ...member, failure }] : []
  })
  const revision = revisions.reduce<bigint | undefined>(
    (least, each) => (least === undefined || each < least ? each : least),
    undefined,
  )
  return { revision, failed }
}

async function askHash(
  client: EtcdClient,
  member: Asked,
  { revision, signal }: { revision: bigint; signal: AbortSignal },
): Promise<MemberHash> {
  const begun = performance.now()
  const { endpoint } = member
  const ask = async (at: bigint) => {
    const options = { signal, endpoint, timeoutMs: longMs }
    const answer = await client.unary(Maintenance.method.hashKV, { revision: at }, options)
    const { hash, compactRevision } = answer
    return {
      revision: headerRevision(answer.header),
      row: { ...member, hash, compactRevision, tookMs: performance.now() - begun },
    }
  }
  try {
    return (await ask(revision)).row
  } catch (error) {
    const failure = toFailure(error)
    // etcd 3.4 has no hash by name of the compacted revision itself, even where nothing is newer.
    const now = failure.code === 'compacted' ? await ask(0n).catch(() => undefined) : undefined
    return now?.revision === revision ? now.row : { ...member, failure }
  }
}

/** The answers in the order they come. */
async function* asTheyCome<T>(promises: readonly Promise<T>[]): AsyncGenerator<T> {
  const left = new Map(promises.map((each, i) => [i, each.then((value) => ({ i, value }))]))
  while (left.size > 0) {
    const { i, value } = await Promise.race(left.values())
    left.delete(i)
    yield value
  }
}

/** See the contract's `checkHashes`. It reads only, and goes on while others write. */
export async function* checkHashes(
  client: EtcdClient,
  signal: AbortSignal,
): AsyncGenerator<readonly [HashCheckState], void, undefined> {
  const begun = performance.now()
  const cluster = await readCluster(client, signal)
  const named = (member: MemberRow): Asked => ({
    memberId: member.id,
    name: member.name,
    endpoint: endpointOf(member),
    version: member.version,
  })
  const all = cluster.members.map(named)
  const able = cluster.members.filter(servesMaintenance).map(named)
  const learners = cluster.members
    .filter((member) => !servesMaintenance(member))
    .map((member) => ({ ...named(member), failure: refusal }))
  const state = (
    kind: HashCheckState['kind'],
    rows: readonly MemberHash[],
    revision?: bigint,
  ): HashCheckState => ({
    kind,
    revision,
    members: all.flatMap(({ memberId }) => rows.find((row) => row.memberId === memberId) ?? []),
    total: all.length,
    tookMs: performance.now() - begun,
  })
  for (let left = tries; ; left--) {
    const { revision, failed } = await commonRevision(client, able, signal)
    const rows: MemberHash[] = [...learners, ...failed]
    yield [state('progress', rows, revision)]
    const asked = able.filter(({ memberId }) => !failed.some((each) => each.memberId === memberId))
    const hashes =
      revision === undefined ? [] : asked.map((each) => askHash(client, each, { revision, signal }))
    for await (const row of asTheyCome(hashes)) {
      rows.push(row)
      yield [state('progress', rows, revision)]
    }
    if (left > 1 && isWorthAnotherTry(rows)) {
      await delay(pauseMs, signal)
      continue
    }
    const end = state('done', rows, revision)
    yield [{ ...end, verdict: hashVerdict(end.members) }]
    return
  }
}
