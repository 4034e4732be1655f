import { fail } from '../failure'

/** A client URL of etcd, taken apart. */
export interface EndpointParts {
  /** As it was given, without a trailing slash: the endpoint's name everywhere. */
  readonly url: string
  readonly secure: boolean
  /** An IPv6 address comes without its brackets. */
  readonly host: string
  readonly port: number
  /** Of a socket in the file system: a snapshot file that is looked into. */
  readonly socketPath?: string
}

const socketScheme = 'unix:'

/** The path of an endpoint that is a socket in the file system; undefined for one that is not. */
export const socketPathOf = (url: string): string | undefined =>
  url.startsWith(socketScheme) ? url.slice(socketScheme.length) : undefined

/**
 * Takes `http://host:port` or `https://host:port` apart. Throws `invalid` with `details.field = 'endpoint'` and a
 * sentence about what is wrong: no scheme, no port, a port outside 1–65535, user and password, or a path.
 */
export function parseEndpoint(text: string): EndpointParts {
  const url = text.trim().replace(/(?<!\/)\/$/, '')
  const socketPath = socketPathOf(url)
  if (socketPath !== undefined) return { url, secure: false, host: '', port: 0, socketPath }
  const bad = (message: string) => fail('invalid', message, { details: { field: 'endpoint' } })
  const match = /^(https?):\/\/(\[[0-9a-fA-F:.%]+\]|[^/?#:[\]\s]+)(?::(\d+))?(.*)$/.exec(url)
  if (!/^https?:\/\//.test(url)) throw bad('An endpoint starts with http:// or https://.')
  if (!match || url.includes('@')) throw bad('An endpoint looks like http://127.0.0.1:2379, nothing more.')
  const [, scheme, host = '', port, rest] = match
  if (rest) throw bad('An endpoint ends with its port: no path, no query.')
  if (port === undefined) throw bad('An endpoint needs its port, for example 2379.')
  const number = Number(port)
  if (number < 1 || number > 65_535) throw bad('A port is a number from 1 to 65535.')
  return { url, secure: scheme === 'https', host: host.replace(/^\[|\]$/g, ''), port: number }
}
