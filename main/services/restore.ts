import { implement } from '@orpc/server'
import { restoreContract } from '../../shared/contract/restore'
import type { Restores } from '../restore/restores'
import type { Streams } from '../streams'

/** Serves {@link restoreContract}. */
export function restoreService(restores: Restores, streams: Streams) {
  const os = implement(restoreContract)
  return os.router({
    look: os.look.handler(({ input, signal }) =>
      streams.serve((stop) => restores.look(input.path, stop), signal),
    ),
    intoCluster: os.intoCluster.handler(({ input, signal }) =>
      streams.serve((stop) => restores.intoCluster(input, stop), signal),
    ),
  })
}
