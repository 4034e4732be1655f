import { implement } from '@orpc/server'
import { membersContract } from '../../shared/contract/members'
import type { Connections } from '../connections/connections'
import { addMember, promoteMember, removeMember, updatePeerUrls } from '../members/change-membership'
import { readMembers } from '../members/member-list'
import { moveLeader } from '../members/move-leader'

/** Serves {@link membersContract}; every change is refused on a read-only connection. */
export function membersService(connections: Connections) {
  const os = implement(membersContract)
  const writable = (connectionId: string) => connections.writableClient(connectionId)
  return os.router({
    list: os.list.handler(({ input, signal }) =>
      readMembers(connections.client(input.connectionId), { signal }),
    ),
    moveLeader: os.moveLeader.handler(({ input: { connectionId, to }, signal }) =>
      moveLeader(writable(connectionId), to, signal),
    ),
    add: os.add.handler(({ input: { connectionId, ...member }, signal }) =>
      addMember(writable(connectionId), member, signal),
    ),
    promote: os.promote.handler(({ input: { connectionId, id }, signal }) =>
      promoteMember(writable(connectionId), id, signal),
    ),
    remove: os.remove.handler(({ input: { connectionId, ...member }, signal }) =>
      removeMember(writable(connectionId), member, signal),
    ),
    updatePeerUrls: os.updatePeerUrls.handler(({ input: { connectionId, ...member }, signal }) =>
      updatePeerUrls(writable(connectionId), member, signal),
    ),
  })
}
