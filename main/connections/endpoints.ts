import { fail, type FailureError } from '../../shared/failure'

function wrong(message: string, endpoint: string): FailureError {
  return fail('invalid', message, { details: { field: 'endpoints', endpoint } })
}

/** One endpoint as the client needs it, or a failure that says what to write instead. */
function checkEndpoint(text: string): string {
  const endpoint = text.trim()
  if (endpoint === '') throw wrong('An endpoint is empty.', endpoint)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(endpoint)?.[1]?.toLowerCase()
  if (!scheme) {
    throw wrong(
      `“${endpoint}” has no scheme: write http://${endpoint}, or https://${endpoint} for TLS.`,
      endpoint,
    )
  }
  if (scheme !== 'http' && scheme !== 'https') {
    throw wrong(
      `“${endpoint}” begins with ${scheme}://; etcd speaks http:// or, with TLS, https://.`,
      endpoint,
    )
  }
  // Taken apart by hand first: URL drops default ports and refuses a wrong one without saying why.
  const port = /:(\d*)\/*$/.exec(endpoint.slice(scheme.length + 3))?.[1]
  if (port !== undefined && (port === '' || Number(port) < 1 || Number(port) > 65535)) {
    throw wrong(`“${endpoint}” has the port “${port}”: a port is a number from 1 to 65535.`, endpoint)
  }
  let url: URL
  try {
    url = new URL(endpoint)
  } catch {
    throw wrong(`“${endpoint}” is not an address such as http://127.0.0.1:2379.`, endpoint)
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw wrong(
      `“${endpoint}” has something after the port; an endpoint is scheme, host and port only.`,
      endpoint,
    )
  }
  if (url.username || url.password) {
    // The address is not repeated: it holds a password.
    throw fail('invalid', 'An endpoint holds no user or password: there are fields for them.', {
      details: { field: 'endpoints' },
    })
  }
  return `${scheme}://${url.hostname}:${port ?? '2379'}`
}

/**
 * Checks the endpoints of a profile: `http://host:port`, or `https://host:port` with TLS; the port defaults to 2379.
 * Fails with `invalid` (field `endpoints`) on the first that cannot be right; http and https do not mix.
 */
export function checkEndpoints(texts: readonly string[], options: { tls: boolean }): string[] {
  const endpoints = texts.map(checkEndpoint)
  const plain = endpoints.find((each) => each.startsWith('http://'))
  const secure = endpoints.find((each) => each.startsWith('https://'))
  if (plain && secure)
    throw wrong(`${plain} is without TLS and ${secure} is with it: use one or the other.`, plain)
  if (plain && options.tls) {
    throw wrong(`TLS is on, and ${plain} is without TLS: write ${plain.replace('http', 'https')}.`, plain)
  }
  return endpoints
}
