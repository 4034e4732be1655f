import type { GatewayRequest } from './gateway-request'
import { firstEndpoint, type Target } from './target'

const json = (value: unknown): string => JSON.stringify(value)

/** What differs from Node's own TLS; `servername` is what the certificate must be for. */
function tlsOptions(tls: Target['tls']): string[] {
  const files = Object.entries({ ca: tls?.caFile, cert: tls?.certFile, key: tls?.keyFile })
  const given = files.flatMap(([name, file]) => (file ? [`${name}: readFileSync(${json(file)})`] : []))
  return tls?.serverName ? [...given, `servername: ${json(tls.serverName)}`] : given
}

/** Where nothing differs, Node's own fetch does it; the rest needs node:https. */
function postFunction({ tls }: Target): string[] {
  const options = tlsOptions(tls)
  if (options.length === 0) {
    return [
      'async function post(path, body, headers = {}) {',
      "  const answer = await fetch(endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) })",
      '  const text = await answer.text()',
      '  if (!answer.ok) throw new Error(text)',
      '  return JSON.parse(text)',
      '}',
    ]
  }
  return [
    `const tls = { ${options.join(', ')} }`,
    '',
    'function post(path, body, headers = {}) {',
    '  return new Promise((resolve, reject) => {',
    "    const call = request(endpoint + path, { method: 'POST', headers, ...tls }, async (answer) => {",
    "      let text = ''",
    '      for await (const part of answer) text += part',
    '      if (answer.statusCode === 200) resolve(JSON.parse(text))',
    '      else reject(new Error(text))',
    '    })',
    "    call.on('error', reject)",
    '    call.end(JSON.stringify(body))',
    '  })',
    '}',
  ]
}

/**
 * A program for Node 18 and newer (an ES module) that needs no package: it asks the JSON gateway of the first
 * endpoint. The password is read from `ETCD_PASSWORD`.
 */
export function nodeSnippet(target: Target, { path, body }: GatewayRequest): string {
  const { tls, user } = target
  const hasFiles = tls?.caFile || tls?.certFile || tls?.keyFile
  const imports = [
    ...(hasFiles ? ["import { readFileSync } from 'node:fs'"] : []),
    ...(tlsOptions(tls).length > 0 ? ["import { request } from 'node:https'", ''] : []),
  ]
  const login = user
    ? [
        `const login = { name: ${json(user)}, password: process.env.ETCD_PASSWORD }`,
        "const { token } = await post('/v3/auth/authenticate', login)",
      ]
    : []
  const call = `post(${json(path)}, ${json(body)}${user ? ', { authorization: token }' : ''})`
  const use =
    path === '/v3/kv/range'
      ? [
          `const { kvs = [] } = await ${call}`,
          "for (const kv of kvs) process.stdout.write(Buffer.from(kv.value ?? '', 'base64'))",
        ]
      : [`const { header } = await ${call}`, "console.log('revision', header.revision)"]
  const lines = [
    ...imports,
    `const endpoint = ${json(firstEndpoint(target))}`,
    ...postFunction(target),
    '',
    ...login,
    ...use,
  ]
  return `${lines.join('\n')}\n`
}
