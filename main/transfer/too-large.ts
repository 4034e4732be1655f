import { bytesToText } from '../../shared/etcd/key'
import { FailureError } from '../../shared/failure'

/** etcd's gRPC server takes this much more than --max-request-bytes (embed: grpcOverheadBytes). */
const overheadBytes = 512 * 1024
const mib = (bytes: number) => `${(bytes / (1 << 20)).toFixed(2)} MiB`

/**
 * The failure of a request that held one key, in words that name it, its size, the limit and where that is set. Far
 * beyond the limit gRPC names it; just beyond it etcd only says that there is one. A key's name is no secret.
 */
export function nameTooLarge(error: unknown, key: Uint8Array, sizeBytes: number): unknown {
  if (!(error instanceof FailureError) || error.failure.code !== 'exhausted') return error
  const { failure } = error
  const named = /message larger than max \(\d+ vs\. (\d+)\)/.exec(failure.reason ?? '')?.[1]
  if (named === undefined && !failure.reason?.includes('request is too large')) return error
  const limit = named === undefined ? '1.5 MiB unless set otherwise' : mib(Number(named) - overheadBytes)
  const message = `The value of ${bytesToText(key)} has ${mib(sizeBytes)}, more than this etcd takes in a request: ${limit}, by --max-request-bytes where its members are started.`
  const details = { ...failure.details, key: bytesToText(key) }
  return new FailureError({ ...failure, message, details }, { cause: error })
}
