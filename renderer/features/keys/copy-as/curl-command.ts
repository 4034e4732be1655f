import type { GatewayRequest } from './gateway-request'
import { quoteText } from './shell-quote'
import { firstEndpoint, type Target } from './target'

/** A longer body goes through stdin: Linux takes 128 KiB for one argument. */
const argumentLimit = 64 * 1024

/**
 * A request to the JSON gateway of the first endpoint as a curl command. With a user it expects a token in
 * `$ETCD_TOKEN` and says where it comes from; neither token nor password is part of it.
 */
export function curlCommand(target: Target, { path, body }: GatewayRequest): string {
  const { tls, user } = target
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['--cacert', tls?.caFile],
    ['--cert', tls?.certFile],
    ['--key', tls?.keyFile],
  ]
  const files = flags.flatMap(([name, file]) => (file ? [name, quoteText(file)] : []))
  const { url, connectTo } = addressed(firstEndpoint(target), tls?.serverName)
  const token = user ? ['-H', '"Authorization: $ETCD_TOKEN"'] : []
  const text = JSON.stringify(body)
  const isLong = text.length > argumentLimit
  const data = isLong ? ['--data-binary', '@-', "<<'EOF'"] : ['-d', quoteText(text)]
  const line = ['curl', '-sS', ...files, ...connectTo, ...token, quoteText(url + path), ...data].join(' ')
  const hint = user ? '# ETCD_TOKEN: the token that POST /v3/auth/authenticate answers\n' : ''
  return hint + line + (isLong ? `\n${text}\nEOF\n` : '')
}

/** curl checks the certificate against the URL's name: another one is put there, and led to the endpoint. */
function addressed(endpoint: string, serverName: string | undefined): { url: string; connectTo: string[] } {
  const at = /^(https:\/\/)(.+?):(\d+)$/.exec(endpoint)
  if (!serverName || !at) return { url: endpoint, connectTo: [] }
  const [, scheme, host, port] = at
  const connectTo = ['--connect-to', quoteText(`${serverName}:${port}:${host}:${port}`)]
  return { url: `${scheme}${serverName}:${port}`, connectTo }
}
