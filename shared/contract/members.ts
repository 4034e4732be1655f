import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { connectionId, hexId } from './fields'

/** A member as the cluster's own list knows it. */
export interface ListedMember {
  /** 16 hex digits. */
  readonly id: string
  /** Empty for a member that was added and has never started. */
  readonly name: string
  readonly peerUrls: readonly string[]
  readonly clientUrls: readonly string[]
  readonly isLearner: boolean
}

/** A change of the membership that was made. */
export interface MembershipChange {
  /** The members after it, in the order of their names. */
  readonly members: readonly ListedMember[]
  readonly tookMs: number
  /** etcd did not answer in time; that the change was made was seen by reading the members again. */
  readonly wasInDoubt: boolean
}

/** Leadership that was moved. */
export interface MovedLeader {
  readonly fromId: string
  readonly toId: string
  /** From the request until a member named the new leader. */
  readonly tookMs: number
  readonly wasInDoubt: boolean
}

const member = z.object({ connectionId, id: hexId })
const peerUrls = z.array(z.string().trim().min(1)).min(1, 'At least one peer URL is needed.').max(16)

/**
 * Who belongs to the cluster. Each change is sent once; one that was sent and not answered is looked for in the members
 * read again, and fails with `details.unknownOutcome` when it is not seen there. Failures: `denied` (a read-only
 * connection; a user without root), `notFound` (no such member), `precondition` (what the cluster's state does not
 * allow, ours or etcd's own check), `invalid` and `exists` with `details.field`, `unavailable` (no leader, no quorum).
 */
export const membersContract = {
  /** The members as the quorum agrees on them (3.4: as one member knows them). */
  list: oc.input(z.object({ connectionId })).output(type<readonly ListedMember[]>()),
  /** Asks the leader, at its own endpoint, to hand over to `to`, or to the healthy voter with the least lag. */
  moveLeader: oc.input(z.object({ connectionId, to: hexId.optional() })).output(type<MovedLeader>()),
  /** Adds a member, which then waits to be started. Answers with its id. */
  add: oc
    .input(z.object({ connectionId, peerUrls, isLearner: z.boolean() }))
    .output(type<MembershipChange & { readonly id: string }>()),
  /** Gives a learner a vote; etcd refuses it (`precondition`) until it has caught up. */
  promote: oc.input(member).output(type<MembershipChange>()),
  /**
   * Takes a member out for ever: its id cannot come back. Refused with `precondition` for the last voter, and where the
   * voters left would be no quorum, unless `confirmName` is the member's name (its id where it has none) as typed.
   */
  remove: oc.input(member.extend({ confirmName: z.string().optional() })).output(type<MembershipChange>()),
  /** Tells the cluster where a member's peers find it; the member itself must be started with the same URLs. */
  updatePeerUrls: oc.input(member.extend({ peerUrls })).output(type<MembershipChange>()),
}
