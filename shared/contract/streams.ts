import { oc, type } from '@orpc/contract'
import { z } from 'zod'

/** The reader's side of every pulled stream. */
export const streamsContract = {
  /** Lets main send `batches` more batches of a stream. Unknown ids are ignored: the stream may just have ended. */
  grant: oc.input(z.object({ stream: z.string(), batches: z.int().min(1).max(1000) })).output(type<void>()),
}
