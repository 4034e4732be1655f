import type { Failure } from '../../../../shared/failure'
import { formatBytes } from '../../../ui/format'

/** etcd's gRPC server takes this much more than --max-request-bytes (embed: grpcOverheadBytes). */
const overheadBytes = 512 * 1024

/**
 * Where the limit stands that a save ran into, in words: nothing for a failure of another kind. Far beyond it gRPC
 * names the limit; just beyond it etcd only says that there is one.
 */
export function limitInWords({ code, reason = '' }: Failure, sizeBytes: number): string {
  if (code !== 'exhausted') return ''
  const named = /message larger than max \(\d+ vs\. (\d+)\)/.exec(reason)?.[1]
  const size = `The value has ${formatBytes(sizeBytes)};`
  const where = 'set by --max-request-bytes where its members are started'
  if (named !== undefined) {
    const limit = formatBytes(Math.max(0, Number(named) - overheadBytes))
    return `${size} this etcd takes ${limit} a request, key and value together, ${where}.`
  }
  if (!reason.includes('request is too large')) return ''
  return `${size} this etcd takes less a request, key and value together: 1.5 MiB unless it is ${where}.`
}
