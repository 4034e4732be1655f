import type { ClusterStatus } from '../../shared/contract/cluster'
import { formatId } from '../../shared/etcd/id'
import { alarmsOf } from './alarms'
import type { MemberAnswer } from './member-poll'
import type { StatusResponse } from '../etcd/gen/etcdserverpb/maintenance_pb'

const highest = (values: readonly bigint[]): bigint | undefined =>
  values.reduce<bigint | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined)

export function statusesOf(answers: readonly MemberAnswer[]): readonly StatusResponse[] {
  return answers.flatMap(({ status }) => (status ? [status] : []))
}

/** Up to where the log is committed, as far as anybody knows. */
export function committedOf(statuses: readonly StatusResponse[]): bigint {
  return highest(statuses.map(({ raftIndex }) => raftIndex)) ?? 0n
}

/**
 * The leader that the members follow, 0 for none: of the newest term that has one, and only while not more members say
 * that there is none. So neither the old answer of a member that hangs nor the term that a cut-off member of 3.4 counts
 * up by itself decides.
 */
export function leaderOf(statuses: readonly StatusResponse[]): bigint {
  const following = statuses.filter(({ leader }) => leader !== 0n)
  const term = highest(following.map(({ raftTerm }) => raftTerm))
  const newest = following.filter(({ raftTerm }) => raftTerm === term)
  return newest.length >= statuses.length - following.length ? (newest[0]?.leader ?? 0n) : 0n
}

/** What the members' answers say of the cluster as a whole. */
export function summarize(answers: readonly MemberAnswer[]): Partial<ClusterStatus> {
  const statuses = statusesOf(answers)
  const leader = leaderOf(statuses)
  const best =
    answers.find(({ status }) => leader !== 0n && status?.header?.memberId === leader) ??
    answers.find(({ status }) => status)
  const quota = Math.max(0, ...statuses.map((each) => Number(each.dbSizeQuota)))
  return {
    leaderId: leader === 0n ? undefined : formatId(leader),
    raftTerm: highest(statuses.map(({ raftTerm }) => raftTerm)),
    revision: highest(statuses.flatMap(({ header }) => (header ? [header.revision] : []))),
    roundTripMs: best?.roundTripMs,
    dbSizeBytes: best?.status && Number(best.status.dbSize),
    version: best?.status?.version,
    quotaBytes: quota > 0 ? quota : undefined,
    alarms: best?.status && alarmsOf(best.status),
  }
}
