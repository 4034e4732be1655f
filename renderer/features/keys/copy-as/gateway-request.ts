import { toBase64 } from '../../../../shared/wire'
import { leaseNumber, type Put } from './target'

/** A call of etcd's JSON gateway: POST `path` with `body`; bytes in it are base64, int64 a decimal string. */
export interface GatewayRequest {
  readonly path: '/v3/kv/range' | '/v3/kv/put'
  readonly body: Readonly<Record<string, string>>
}

/** Reads one key. */
export function rangeRequest(key: Uint8Array): GatewayRequest {
  return { path: '/v3/kv/range', body: { key: toBase64(key) } }
}

/** Writes one key, with its lease. It is not guarded: whatever stands there is overwritten. */
export function putRequest({ key, value, lease }: Put): GatewayRequest {
  const body = { key: toBase64(key), value: toBase64(value) }
  return { path: '/v3/kv/put', body: lease === undefined ? body : { ...body, lease: leaseNumber(lease) } }
}
