import type { ClusterStatus } from '../../shared/contract/cluster'
import { fail, type Failure } from '../../shared/failure'

/** A member to be asked for its metrics, or why it cannot be. */
export interface MetricsTarget {
  /** Empty: whoever answers there. */
  readonly id: string
  readonly name: string
  readonly url: string
  readonly isOwnUrl: boolean
  readonly failure?: Failure
}

const notStarted: Failure = {
  code: 'unavailable',
  message: 'It was added to the cluster and has not been started yet: it has no client URL.',
}

/** The address of the metrics at a client URL (`etcd --listen-client-urls` serves `/metrics` unless told otherwise). */
export function metricsUrlOf(clientUrl: string): string {
  return `${clientUrl.replace(/\/+$/, '')}/metrics`
}

/**
 * Where each member is asked: at the address the person gave, else at the client URL at which it answers. While the member list
 * is not known, the connection's endpoints stand for it.
 */
export function targetsOf(
  members: ClusterStatus['members'],
  endpoints: readonly string[],
  urls: Readonly<Record<string, string>>,
): MetricsTarget[] {
  if (members.length === 0)
    return endpoints.map((name) => ({ id: '', name, url: metricsUrlOf(name), isOwnUrl: false }))
  return members.map(({ id, name, endpoint, clientUrls }) => {
    const own = urls[id]
    const client = endpoint ?? clientUrls[0]
    const url = own ?? (client === undefined ? '' : metricsUrlOf(client))
    return { id, name, url, isOwnUrl: own !== undefined, failure: url === '' ? notStarted : undefined }
  })
}

/** Checks an address for metrics; `invalid` (field `url`) says what is wrong with it. Without a path it is that of `/metrics`. */
export function checkMetricsUrl(text: string): string {
  const wrong = (message: string) => fail('invalid', message, { details: { field: 'url' } })
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    throw wrong('Write an address such as http://10.0.0.1:2381/metrics.')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw wrong('An address of metrics begins with http:// or https://.')
  // It is kept in a file and shown: no place for a password.
  if (url.username || url.password) throw wrong('The address holds no user or password.')
  if (url.pathname === '/') url.pathname = '/metrics'
  return url.href
}
