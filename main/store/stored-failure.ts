import { z } from 'zod'
import { failureCodes, type Failure } from '../../shared/failure'

/** A failure as a file of ours keeps it: without its details, which JSON has not all of. */
export const storedFailure = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  reason: z.string().optional(),
})

/** What is kept of a failure. */
export const toStoredFailure = ({ code, message, reason }: Failure): z.infer<typeof storedFailure> => ({
  code,
  message,
  reason,
})
