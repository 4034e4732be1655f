import { shallowRef } from 'vue'
import type { MemberRow } from '../../shared/contract/cluster'
import { client } from '../client'
import { perConnection } from './per-connection'

/** What a dialog about one member is open for. */
export type MemberDeed = 'moveLeader' | 'promote' | 'updatePeerUrls' | 'remove' | 'start'

/** A member that something is to be done to, as it was when it was asked for. */
export interface AskedDeed {
  readonly deed: MemberDeed
  readonly member: MemberRow
}

export interface NewMemberRequest {
  readonly peerUrls: readonly string[]
  readonly isLearner: boolean
}

/**
 * Changes of a cluster's membership. What is sent goes on when its dialog is closed; only closing the tab stops waiting
 * for it. Everything throws what main says (`toFailure`).
 */
export const useMemberActionsStore = perConnection('member-actions', (connectionId, signal) => {
  const asked = shallowRef<AskedDeed>()
  return {
    /** The newest request for a dialog; a new object each time. */
    asked,
    ask: (deed: MemberDeed, member: MemberRow) => (asked.value = { deed, member }),
    /** The members with the names they have themselves: empty for one that never started. */
    list: () => client().members.list({ connectionId }, { signal }),
    moveLeader: (to: string) => client().members.moveLeader({ connectionId, to }, { signal }),
    add: ({ peerUrls, isLearner }: NewMemberRequest) =>
      client().members.add({ connectionId, peerUrls: [...peerUrls], isLearner }, { signal }),
    promote: (id: string) => client().members.promote({ connectionId, id }, { signal }),
    remove: (id: string, confirmName?: string) =>
      client().members.remove({ connectionId, id, confirmName }, { signal }),
    updatePeerUrls: (id: string, peerUrls: readonly string[]) =>
      client().members.updatePeerUrls({ connectionId, id, peerUrls: [...peerUrls] }, { signal }),
    /** Adds a member to a cluster of this machine and starts it. */
    addLocal: (clusterId: string, asLearner: boolean) =>
      client().local.addMember({ id: clusterId, asLearner }, { signal }),
    /** Takes a member out of a cluster of this machine and ends its process. */
    removeLocal: (clusterId: string, member: string, deleteData: boolean) =>
      client().local.removeMember({ id: clusterId, member, deleteData }, { signal }),
  }
})
