import { implement } from '@orpc/server'
import { scheduleContract } from '../../shared/contract/schedule'
import type { SnapshotSchedules } from '../snapshot/schedules'
import type { Streams } from '../streams'

/** Serves {@link scheduleContract}. */
export function scheduleService(schedules: SnapshotSchedules, streams: Streams) {
  const os = implement(scheduleContract)
  return os.router({
    follow: os.follow.handler(({ signal }) => streams.serve((stop) => schedules.follow(stop), signal)),
    set: os.set.handler(({ input: { connectionId, ...settings } }) => schedules.set(connectionId, settings)),
    remove: os.remove.handler(({ input }) => schedules.remove(input.connectionId)),
    runNow: os.runNow.handler(({ input }) => schedules.runNow(input.connectionId)),
  })
}
