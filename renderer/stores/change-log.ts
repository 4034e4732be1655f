import { client } from '../client'
import { follow } from './follow'
import { perConnection } from './per-connection'

/** The change log of a connection, and how it stands. */
export const useChangeLogStore = perConnection('change-log', (connectionId, closed) => {
  const state = follow((signal) => client().changeLog.follow({ connectionId }, { signal }), closed)
  return {
    state,
    /** Throws the failure, as the others do. */
    turnOn: (maxBytes: number) => client().changeLog.turnOn({ connectionId, maxBytes }),
    turnOff: (deleteFiles: boolean) => client().changeLog.turnOff({ connectionId, deleteFiles }),
    /** What a revision did. */
    look: (revision: bigint, signal: AbortSignal) =>
      client().changeLog.look({ connectionId, revision }, { signal }),
    /** The last revision that had come at a time. */
    lookAt: (at: number, signal: AbortSignal) => client().changeLog.look({ connectionId, at }, { signal }),
  }
})
