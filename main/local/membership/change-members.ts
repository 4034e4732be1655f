import { readdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fail } from '../../../shared/failure'
import type { Member as ListedMember } from '../../etcd/gen/etcdserverpb/cluster_pb'
import type { ClusterRecord, MemberRecord } from '../cluster-file'
import { clientUrl, peerUrl, tlsFiles } from '../etcd-args'
import type { Member } from '../member'
import type { ChoosePorts } from '../member-ports'
import { newMember, portsEach } from '../new-cluster'
import { checkQuorum } from './check-quorum'
import { Membership } from './membership'

const endGraceMs = 5_000
const promoteMs = 60_000
const settlePollMs = 60

/** What changing the members of a cluster needs of it. */
export interface ChangeContext {
  readonly dir: string
  readonly cluster: ClusterRecord
  /** All members, those that come and go included. */
  readonly members: () => readonly Member[]
  readonly signal: AbortSignal
  readonly save: () => Promise<void>
  /** One sentence: what is waited for. */
  readonly report: (message: string) => void
  /** Starts one member and waits until it is well. */
  readonly begin: (member: Member) => Promise<void>
  /** Chooses its etcd: the one that is named, else the cluster's. */
  readonly chooseEngine: (member: Member, engineId?: string) => Promise<void>
  readonly choosePorts: ChoosePorts
  /** Makes it a member of ours, and no more one of ours. */
  readonly admit: (record: MemberRecord) => Member
  readonly dismiss: (member: Member) => void
}

/**
 * Adds a member under the next free name and starts it. When that fails it is taken out again and its folder deleted;
 * where that is not possible either (a voter that never ran can cost the quorum) it stays, to be started.
 */
export async function addMember(
  context: ChangeContext,
  options: { readonly asLearner: boolean; readonly engineId?: string },
): Promise<void> {
  const { cluster, dir, choosePorts, chooseEngine, admit, dismiss, save } = context
  const name = await nextName(cluster, dir)
  const member = admit(newMember(name, await choosePorts(portsEach(cluster))))
  try {
    await chooseEngine(member, options.engineId)
    await join(context, member, options.asLearner)
  } catch (error) {
    if (await undoJoin(context, member)) {
      dismiss(member)
      await save()
      await rm(dirname(member.dataDir), { recursive: true, force: true, maxRetries: 10 })
    }
    throw error
  }
}

/** Takes a member out for good, and deletes its folder if asked to; refused when that costs the quorum. */
export async function removeMember(
  context: ChangeContext,
  member: Member,
  options: { readonly deleteData: boolean },
): Promise<void> {
  await takeOut(context, member)
  context.dismiss(member)
  await context.save()
  if (options.deleteData) await rm(dirname(member.dataDir), { recursive: true, force: true, maxRetries: 10 })
}

/** A name is not given again while the folder of an earlier member is there. */
async function nextName(cluster: ClusterRecord, dir: string): Promise<string> {
  const taken = new Set([...cluster.members.map(({ name }) => name), ...(await readdir(dir))])
  let n = 1
  while (taken.has(`m${n}`)) n++
  return `m${n}`
}

/**
 * Takes a member out of the membership and ends it; refused (`precondition`) when that costs the quorum. Its data
 * stays. Resolves with whether it is to vote: it did, or was taken out before.
 */
async function takeOut(context: ChangeContext, member: Member): Promise<boolean> {
  const { report, save, signal } = context
  const { name } = member.record
  await using membership = await openMembership(context, member)
  const listed = await membership.list(signal)
  const own = findListed(context, listed, member)
  if (own) {
    const healthy = context.members().filter((each) => each.row.state === 'healthy')
    checkQuorum(name, {
      names: listed.filter((each) => !each.isLearner).map((each) => each.name),
      healthy: healthy.map((each) => each.record.name),
    })
    const heir = listed.find((each) => each.id !== own.id && isHealthyVoter(context, each))
    if (member.row.role === 'leader' && heir) {
      report(`Handing over from ${name} to ${heir.name}.`)
      await membership.moveLeader(clientUrl(context.cluster, member.record), heir.id, signal)
    }
    report(`Taking ${name} out of the membership.`)
    await membership.remove(own.id, signal)
  }
  // Out of the membership it ends by itself; this makes it certain, and no accident.
  await member.end(endGraceMs)
  await save()
  return !own?.isLearner
}

/**
 * Lets a member without data join: adds it to the membership, starts it, and resolves with its id when it answers.
 * Fails as starting does; it is then part of the membership and does not run.
 */
async function join(context: ChangeContext, member: Member, asLearner: boolean): Promise<bigint> {
  const { cluster, report, save, signal, begin } = context
  const { record } = member
  await using membership = await openMembership(context, member)
  report(`Adding ${record.name} to the membership.`)
  const { id, members } = await membership.add(peerUrl(cluster, record), { asLearner, signal })
  // One that was added and not started yet has no name; etcd compares the URLs alone.
  const nameOf = (each: ListedMember) => (each.id === id ? record.name : each.name || each.id.toString(16))
  record.joins = members.flatMap((each) => each.peerUrls.map((url) => `${nameOf(each)}=${url}`)).join(',')
  await save()
  await begin(member)
  return id
}

/**
 * Takes a member out, deletes its data, and lets it join again under its name as a learner that is promoted when it has
 * caught up. What fails on the way leaves it stopped, and can be tried again.
 */
export async function wipe(context: ChangeContext, member: Member): Promise<void> {
  const { report, signal } = context
  const { record, dataDir } = member
  const voted = await takeOut(context, member)
  if (signal.aborted) throw fail('canceled', 'Canceled.')
  report(`Deleting ${dataDir}.`)
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 })
  delete record.dataVersion
  await context.chooseEngine(member)
  const id = await join(context, member, true)
  if (!voted) return
  report(`Waiting for ${record.name} to catch up with the leader.`)
  await using membership = await openMembership(context, member)
  await membership.promote(id, { timeoutMs: promoteMs, signal })
  while (member.running && member.row.role === 'learner' && !signal.aborted) {
    await delay(settlePollMs, undefined, { signal }).catch(() => undefined)
    await member.refresh(signal)
  }
}

/** Undoes a {@link join} that failed: ends the member and takes it out again. False when it is still in the membership. */
async function undoJoin(context: ChangeContext, member: Member): Promise<boolean> {
  await member.end(0)
  const fresh = { ...context, signal: AbortSignal.timeout(5_000) }
  try {
    await using membership = await openMembership(fresh, member)
    const own = findListed(fresh, await membership.list(fresh.signal), member)
    if (own) await membership.remove(own.id, fresh.signal)
    return true
  } catch {
    return false
  }
}

function openMembership({ cluster, dir, members }: ChangeContext, except: Member): Promise<Membership> {
  const voting = members().filter(({ row }) => row.state === 'healthy' && row.role !== 'learner')
  const others = voting.filter((each) => each !== except)
  const asked = others.length > 0 ? others : voting
  if (asked.length === 0)
    throw fail(
      'precondition',
      `No member of ${cluster.name} is healthy, so nobody can change the membership.`,
    )
  return Membership.open(
    asked.map(({ record }) => clientUrl(cluster, record)),
    cluster.tls ? tlsFiles(dir) : undefined,
  )
}

const isHealthyVoter = ({ members }: ChangeContext, { name }: ListedMember): boolean =>
  members().some(({ row }) => row.name === name && row.state === 'healthy' && row.role === 'follower')

const findListed = (
  { cluster }: ChangeContext,
  listed: readonly ListedMember[],
  { record }: Member,
): ListedMember | undefined =>
  listed.find((each) => each.name === record.name || each.peerUrls.includes(peerUrl(cluster, record)))
