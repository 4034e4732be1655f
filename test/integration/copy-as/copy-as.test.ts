import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { curlCommand } from '../../../renderer/features/keys/copy-as/curl-command'
import { getCommand, putCommand } from '../../../renderer/features/keys/copy-as/etcdctl-command'
import { putRequest, rangeRequest } from '../../../renderer/features/keys/copy-as/gateway-request'
import { nodeSnippet } from '../../../renderer/features/keys/copy-as/node-snippet'
import { engineDir, engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd, type StartEtcdOptions } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { profileOf, startTestApp, type TestApp } from '../../support/test-app'

const bytes = (text: string) => new TextEncoder().encode(text)
const login = { user: 'root', password: 's3cret-of-the-test' } as const
const flavours: readonly { name: string; options: Omit<StartEtcdOptions, 'version'>; user?: string }[] = [
  { name: 'plain', options: {} },
  { name: 'mTLS', options: { tls: 'mutual' } },
  { name: 'with auth', options: { auth: login }, user: 'root' },
]
/** Names that a shell, an option parser or a quoted string could take for something else. */
const awkward = [
  `/it's "quoted" $HOME \`id\` \\ !1 * ~ #`,
  '--prefix',
  '/two\nlines\ttab\r',
  ' blanks ',
  '/größe/中/\u202e\u0085',
  '$(exit 1)',
].map(bytes)
const odd = {
  key: Uint8Array.of(0x2f, 0x27, 0xff, 0x0a, 0x5c),
  value: Uint8Array.from([1, 0x27, 0xfe, 0x0a]),
}

describe.each(engineVersions)('copied commands run against etcd %s', (version) => {
  describe.each(flavours)('$name', ({ options, user }) => {
    let etcd: RunningEtcd
    let app: TestApp
    let connectionId: string
    beforeAll(async () => {
      etcd = await startEtcd({ version, ...options })
      app = await startTestApp()
      connectionId = await app.connect(etcd, { user, password: user && login.password })
    })
    afterAll(async () => {
      await app?.[Symbol.asyncDispose]()
      await etcd?.[Symbol.asyncDispose]()
    })
    const target = () => profileOf(etcd, { user })
    const read = async (key: Uint8Array) => (await app.client.kv.range({ connectionId, key })).kvs[0]

    async function run(program: string, args: string[], env: Record<string, string> = {}) {
      const path = [engineDir(version), process.env['PATH']].join(delimiter)
      const { stdout } = await promisify(execFile)(program, args, {
        env: { PATH: path, ETCDCTL_API: '3', ...env },
        encoding: 'buffer',
        maxBuffer: 1 << 26,
      })
      return stdout
    }

    /** Through a file, as `bash -c` could not take the longest ones. */
    async function shell(command: string, env: Record<string, string>) {
      await using dir = await tempDir()
      const script = join(dir.path, 'command.sh')
      await writeFile(script, command)
      return await run('bash', [script], env)
    }

    async function token(): Promise<Record<string, string>> {
      if (!user) return {}
      const body = JSON.stringify({ name: user, password: login.password })
      const answer = await fetch(`${etcd.endpoints[0]}/v3/auth/authenticate`, { method: 'POST', body })
      return { ETCD_TOKEN: ((await answer.json()) as { token: string }).token }
    }

    test('etcdctl', async () => {
      const env: Record<string, string> = user ? { ETCDCTL_PASSWORD: login.password } : {}
      await shell(putCommand(target(), odd) ?? '', env)
      expect((await read(odd.key))?.value).toEqual(odd.value)
      const printed = await shell(getCommand(target(), odd.key) ?? '', env)
      expect(printed).toEqual(Buffer.from([...odd.key, 0x0a, ...odd.value, 0x0a]))
      for (const key of awkward) {
        await shell(putCommand(target(), { key, value: key }) ?? '', env)
        expect((await read(key))?.value).toEqual(key)
      }
    })

    test('curl, also for a value too long for an argument', async () => {
      const env = await token()
      const long = { key: bytes('/long'), value: new Uint8Array(300_000).fill(0x61) }
      const awkwardPuts = awkward.map((key) => ({ key, value: key }))
      for (const put of [{ ...odd, value: bytes('by curl') }, long, ...awkwardPuts]) {
        await shell(curlCommand(target(), putRequest(put)), env)
        expect((await read(put.key))?.value).toEqual(put.value)
        const printed = await shell(curlCommand(target(), rangeRequest(put.key)), env)
        const { kvs } = JSON.parse(printed.toString()) as { kvs: { value: string }[] }
        expect(Uint8Array.from(Buffer.from(kvs[0]?.value ?? '', 'base64'))).toEqual(put.value)
      }
    })

    test('the Node program, and the lease stays attached', async () => {
      await using dir = await tempDir()
      const { id } = await app.client.lease.grant({ connectionId, ttlSeconds: 600 })
      const script = join(dir.path, 'snippet.mjs')
      const env: Record<string, string> = user ? { ETCD_PASSWORD: login.password } : {}
      await writeFile(script, nodeSnippet(target(), putRequest({ ...odd, lease: id })))
      expect((await run(process.execPath, [script], env)).toString()).toMatch(/^revision \d+\n$/)
      expect(await read(odd.key)).toMatchObject({ value: odd.value, lease: id })
      for (const key of awkward) {
        await writeFile(script, nodeSnippet(target(), putRequest({ key, value: key })))
        await run(process.execPath, [script], env)
        expect((await read(key))?.value).toEqual(key)
      }
      await writeFile(script, nodeSnippet(target(), rangeRequest(odd.key)))
      expect(Uint8Array.from(await run(process.execPath, [script], env))).toEqual(odd.value)
    })
  })
})

describe.each(engineVersions)('the name a certificate must be for, with etcd %s', (version) => {
  test('curl and the Node program check it', async () => {
    await using etcd = await startEtcd({ version, tls: 'mutual' })
    await using dir = await tempDir()
    const profile = profileOf(etcd)
    const run = async (serverName: string) => {
      const target = { ...profile, tls: { ...profile.tls, serverName } }
      const request = rangeRequest(bytes('/none'))
      const [script, program] = [join(dir.path, 'command.sh'), join(dir.path, 'snippet.mjs')]
      await writeFile(script, curlCommand(target, request))
      await writeFile(program, nodeSnippet(target, request))
      const execute = promisify(execFile)
      const outcomes = [execute('bash', [script]), execute(process.execPath, [program])]
      return (await Promise.allSettled(outcomes)).map(({ status }) => status)
    }
    expect(await run('localhost')).toEqual(['fulfilled', 'fulfilled'])
    expect(await run('other.example')).toEqual(['rejected', 'rejected'])
  })
})
