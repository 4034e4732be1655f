import { implement } from '@orpc/server'
import { diagnosisContract } from '../../shared/contract/diagnosis'
import { followDiagnosis, type DiagnosisParts } from '../diagnosis/follow-diagnosis'
import type { Streams } from '../streams'

/** Serves {@link diagnosisContract}. */
export function diagnosisService(parts: DiagnosisParts & { readonly streams: Streams }) {
  const os = implement(diagnosisContract)
  return os.router({
    watch: os.watch.handler(({ input: { connectionId }, signal }) => {
      parts.connections.client(connectionId)
      return parts.streams.serve((stop) => followDiagnosis(parts, connectionId, stop), signal)
    }),
  })
}
