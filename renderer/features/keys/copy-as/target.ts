import type { ConnectionProfile } from '../../../../shared/contract/connections'
import type { KeyValue } from '../../../../shared/contract/kv'
import { parseId, toLeaseId } from '../../../../shared/etcd/id'

/** What of a connection a command may say: no password is among it. */
export type Target = Pick<ConnectionProfile, 'endpoints' | 'tls' | 'user'>

/** What a put writes. With a lease the command attaches it again: a plain put would take it off. */
export type Put = Pick<KeyValue, 'key' | 'value' | 'lease'>

/** The one endpoint that a plain HTTP client asks, without a slash at its end. */
export function firstEndpoint({ endpoints }: Target): string {
  return (endpoints[0] ?? '').replace(/\/$/, '')
}

/** A lease id as the decimal, signed number that JSON and Go want. */
export function leaseNumber(lease: string): string {
  return toLeaseId(parseId(lease)).toString()
}

/** Bytes as text when nothing in them needs an escape (newline and tab are fine). */
export function cleanText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

    return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
