import { implement } from '@orpc/server'
import { snapshotViewContract } from '../../shared/contract/snapshot-view'
import type { Connections } from '../connections/connections'
import type { OpenedSnapshots } from '../snapshot/view/opened-snapshots'

export function snapshotViewService(connections: Connections, snapshots: OpenedSnapshots) {
  const os = implement(snapshotViewContract)
  return os.router({
    open: os.open.handler(async ({ input: { path }, signal }) => {
      const { id } = await snapshots.add(path)
      try {
        return await connections.open(id, undefined, signal)
      } catch (error) {
        await connections.remove(id)
        throw error
      }
    }),
    facts: os.facts.handler(({ input: { connectionId } }) => snapshots.facts(connectionId)),
  })
}
