import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../renderer/features/keys/copy-as/curl-command'
import { getCommand, putCommand } from '../../../../renderer/features/keys/copy-as/etcdctl-command'

import { putRequest, rangeRequest } from '../../../../renderer/features/keys/copy-as/gateway-request'
import { goGetSnippet, goPutSnippet } from '../../../../renderer/features/keys/copy-as/go-snippet'
import { nodeSnippet } from '../../../../renderer/features/keys/copy-as/node-snippet'

const bytes = (text: string) => new TextEncoder().encode(text)
const plain = { endpoints: ['http://127.0.0.1:2379'] }

/** The last two arguments that a shell makes of a command line. */
function operands(command: string): Buffer[] {
  const output = execFileSync('bash', ['-c', command.replace('etcdctl', `printf '%s\\0'`)])
  const parts = output.toString('latin1').split('\0').slice(0, -1)
  return parts.slice(-2).map((part) => Buffer.from(part, 'latin1'))
}

describe('a command for etcdctl', () => {
  it('names endpoints, files and user, and no password', () => {
    const tls = { caFile: '/etc/my ca.pem', certFile: '/c.pem', keyFile: '/k.pem' }
    expect(getCommand({ ...plain, tls, user: 'root' }, bytes('/a'))).toBe(
      "etcdctl --endpoints=http://127.0.0.1:2379 --cacert='/etc/my ca.pem' --cert=/c.pem --key=/k.pem --user=root get -- /a",
    )
  })

  it('gives the shell exactly the bytes', () => {
    const any = fc.uint8Array({ min: 1, maxLength: 24 })
    fc.assert(
      fc.property(any, any, (key, value) => {
        const command = putCommand(plain, { key, value })
        expect(command && operands(command)).toEqual([Buffer.from(key), Buffer.from(value)])
      }),
      { numRuns: 30 },
    )
    expect(
      operands(putCommand(plain, { key: bytes('-it’s $HOME'), value: bytes("a'b\n`c` \\n") }) ?? ''),
    ).toEqual([Buffer.from('-it’s $HOME'), Buffer.from("a'b\n`c` \\n")])
  })

  it('is not offered where no shell can say it', () => {
    expect(getCommand(plain, Uint8Array.of(0))).toBeUndefined()
    expect(putCommand(plain, { key: bytes('/a'), value: new Uint8Array(200_000).fill(65) })).toBeUndefined()
  })
})

describe('what is copied for the gateway and for Go', () => {
  const tls = { caFile: '/etc/my ca.pem', certFile: '/c.pem', keyFile: '/k.pem' }
  const target = { endpoints: ['https://one:2379', 'https://two:2379'], tls, user: 'root' }

  it('asks the first endpoint with base64, and takes the token from the environment', () => {
    expect(curlCommand(target, rangeRequest(bytes('/a')))).toBe(
      '# ETCD_TOKEN: the token that POST /v3/auth/authenticate answers\n' +
        `curl -sS --cacert '/etc/my ca.pem' --cert /c.pem --key /k.pem -H "Authorization: $ETCD_TOKEN" ` +
        `https://one:2379/v3/kv/range -d '{"key":"L2E="}'`,
    )
  })

  it('attaches the lease again, as the signed number of the same bits', () => {
    const put = { key: bytes('/a'), value: bytes('v'), lease: 'fffffffffffffffe' }
    expect(putRequest(put).body).toEqual({ key: 'L2E=', value: 'dg==', lease: '-2' })
    expect(putCommand(plain, put)).toContain('put --lease=fffffffffffffffe -- /a v')
    expect(goPutSnippet(plain, put)).toContain('client.Put(ctx, "/a", "v", clientv3.WithLease(-2))')
  })

  it('reads the password from the environment, in Go and in Node', () => {
    expect(goGetSnippet(target, bytes('/a'))).toContain('Password:    os.Getenv("ETCD_PASSWORD"),')
    expect(nodeSnippet(target, rangeRequest(bytes('/a')))).toContain('process.env.ETCD_PASSWORD')
  })

  it('names what the certificate must be for, where it is not the endpoint', () => {
    const named = { endpoints: ['https://10.0.0.1:2379'], tls: { serverName: 'etcd.internal' } }
    const key = bytes('/a')
    expect(curlCommand(named, rangeRequest(key))).toContain(
      '--connect-to etcd.internal:2379:10.0.0.1:2379 https://etcd.internal:2379/v3/kv/range',
    )
    expect(goGetSnippet(named, key)).toContain('ServerName: "etcd.internal",')
    expect(nodeSnippet(named, rangeRequest(key))).toContain('const tls = { servername: "etcd.internal" }')
    expect(getCommand(named, key)).toMatch(/^# etcdctl checks .*etcd\.internal\netcdctl --endpoints/)
  })

  it('writes any bytes as a Go string', () => {
    const put = { key: bytes('/"q"\\'), value: Uint8Array.of(0x22, 0xff, 0x0a, 0x41) }
    expect(goPutSnippet(plain, put)).toContain('client.Put(ctx, "/\\"q\\"\\\\", "\\"\\xff\\x0aA")')
  })
})
