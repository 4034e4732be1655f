import { implement } from '@orpc/server'
import { streamsContract } from '../../shared/contract/streams'
import type { Streams } from '../streams'

/** The reader's side of pulled streams. */
export function streamsService(streams: Streams) {
  const os = implement(streamsContract)
  return os.router({
    grant: os.grant.handler(({ input }) => streams.grant(input.stream, input.batches)),
  })
}
