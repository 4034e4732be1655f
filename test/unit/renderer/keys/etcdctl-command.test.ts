import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getCommand, putCommand } from '../../../../renderer/features/keys/etcdctl-command'

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
        const command = putCommand(plain, key, value)
        expect(command && operands(command)).toEqual([Buffer.from(key), Buffer.from(value)])
      }),
      { numRuns: 30 },
    )
    expect(operands(putCommand(plain, bytes('-it’s $HOME'), bytes("a'b\n`c` \\n")) ?? '')).toEqual([
      Buffer.from('-it’s $HOME'),
      Buffer.from("a'b\n`c` \\n"),
    ])
  })

  it('is not offered where no shell can say it', () => {
    expect(getCommand(plain, Uint8Array.of(0))).toBeUndefined()
    expect(putCommand(plain, bytes('/a'), new Uint8Array(200_000).fill(65))).toBeUndefined()
  })
})
