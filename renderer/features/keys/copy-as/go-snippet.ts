import { cleanText, leaseNumber, type Put, type Target } from './target'

/** Bytes as a Go string literal. */
function goString(bytes: Uint8Array): string {
  const text = cleanText(bytes)
  if (text !== undefined) {
    const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' }
    return `"${text.replaceAll(/[\n\t"\\]/g, (each) => escapes[each] ?? each)}"`
  }
  return `"${Array.from(bytes, (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
    return byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`
  }).join('')}"`
}

const goText = (text: string): string => goString(new TextEncoder().encode(text))

function tlsLines({ tls }: Target): string[] {
  if (!tls) return []
  const fields = [
    ['CertFile:', tls.certFile],
    ['KeyFile:', tls.keyFile],
    ['TrustedCAFile:', tls.caFile],
    ['ServerName:', tls.serverName],
  ].filter((field): field is [string, string] => field[1] !== undefined && field[1] !== '')
  const width = Math.max(0, ...fields.map(([name]) => name.length))
  return [
    `\ttlsInfo := transport.TLSInfo{${fields.length === 0 ? '}' : ''}`,
    ...fields.map(([name, file]) => `\t\t${name.padEnd(width)} ${goText(file)},`),
    ...(fields.length === 0 ? [] : ['\t}']),
    '\ttlsConfig, err := tlsInfo.ClientConfig()',
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
  ]
}

function program(target: Target, work: readonly string[], isPut: boolean): string {
  const { endpoints, tls, user } = target
  const std = ['"context"', ...(isPut ? ['"fmt"'] : []), ...(user || !isPut ? ['"os"'] : []), '"time"']
  const own = [
    ...(tls ? ['"go.etcd.io/etcd/client/pkg/v3/transport"'] : []),
    'clientv3 "go.etcd.io/etcd/client/v3"',
  ]
  const lines = [
    'package main',
    '',
    'import (',
    ...std.map((each) => `\t${each}`),
    '',
    ...own.map((each) => `\t${each}`),
    ')',
    '',
    'func main() {',
    ...tlsLines(target),
    '\tclient, err := clientv3.New(clientv3.Config{',
    `\t\tEndpoints:   []string{${endpoints.map(goText).join(', ')}},`,
    '\t\tDialTimeout: 5 * time.Second,',
    ...(tls ? ['\t\tTLS:         tlsConfig,'] : []),
    ...(user ? [`\t\tUsername:    ${goText(user)},`, '\t\tPassword:    os.Getenv("ETCD_PASSWORD"),'] : []),
    '\t})',
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tdefer client.Close()',
    '',
    '\tctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)',
    '\tdefer cancel()',
    ...work,
    '}',
  ]
  return `${lines.join('\n')}\n`
}

/** A Go program over clientv3 that prints a key's value; the password is read from `ETCD_PASSWORD`. */
export function goGetSnippet(target: Target, key: Uint8Array): string {
  const work = [
    `\tanswer, err := client.Get(ctx, ${goString(key)})`,
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tfor _, kv := range answer.Kvs {',
    '\t\tos.Stdout.Write(kv.Value)',
    '\t}',
  ]
  return program(target, work, false)
}

/** A Go program over clientv3 that writes a key with its lease. It is not guarded. */
export function goPutSnippet(target: Target, { key, value, lease }: Put): string {
  const option = lease === undefined ? '' : `, clientv3.WithLease(${leaseNumber(lease)})`
  const work = [
    `\tanswer, err := client.Put(ctx, ${goString(key)}, ${goString(value)}${option})`,
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tfmt.Println("revision", answer.Header.Revision)',
  ]
  return program(target, work, true)
}
