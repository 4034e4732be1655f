import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TestAuthority, type Certificate } from './certificates'
import { engineDir, type EngineVersion } from './engines'
import { cleanEnv, EtcdProcess } from './etcd-process'
import { freePorts } from './ports'
import { tempDir } from './temp-dir'
import { until } from './until'

export interface StartEtcdOptions {
  readonly version: EngineVersion
  /** Default 1. */
  readonly members?: number
  /** `server`: https with a private authority; `mutual`: the server demands a client certificate as well. */
  readonly tls?: 'server' | 'mutual'
  /** Replaces the server's certificate, e.g. by an expired one. */
  readonly serverCertificate?: (authority: TestAuthority) => Promise<Certificate>
  /** Adds this user with the role root and enables auth; the user must be `root`, as etcd demands. */
  readonly auth?: { readonly user: 'root'; readonly password: string }
  /** Resolve when the members listen, healthy or not: for certificates no client can trust. */
  readonly unready?: boolean
  /** More arguments for every member, e.g. `['--quota-backend-bytes=16777216']`. */
  readonly args?: readonly string[]
}

/** What a client needs to trust and be trusted by a TLS cluster. */
export interface ClientTls {
  readonly authority: TestAuthority
  readonly ca: Uint8Array
  readonly client: Certificate
}

/** A real etcd cluster on loopback. Disposing it ends its processes by their own pids and removes its data. */
export interface RunningEtcd extends AsyncDisposable {
  readonly endpoints: readonly string[]
  readonly members: readonly EtcdProcess[]
  /** One a member. */
  readonly dataDirs: readonly string[]
  readonly tls: ClientTls | undefined
  /** Runs the etcdctl of the same version against all members (or `--endpoints` in `args`); resolves with stdout. */
  etcdctl(...args: string[]): Promise<string>
  /** Resolves when every running member answers a linearizable read. */
  ready(): Promise<void>
  /** SIGTERM; resolves when the process is gone. */
  stop(index: number): Promise<void>
  /** Starts a stopped member on its old data (or `dataDir`) and ports; resolves when it listens (not: when it has quorum). */
  start(index: number, dataDir?: string): Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill(index: number): Promise<void>
  pause(index: number): void
  resume(index: number): void
}

/** Starts a cluster and resolves when all its members are healthy (and auth is on, where asked for). */
export async function startEtcd(options: StartEtcdOptions): Promise<RunningEtcd> {
  const engine = engineDir(options.version)
  if (!engine) throw new Error(`No etcd ${options.version} in $ETCDESK_TEST_ENGINES.`)
  const count = options.members ?? 1
  const dir = await tempDir('etcdesk-etcd-')
  const authority = options.tls ? await TestAuthority.create(dir.path) : undefined
  const client = await authority?.issue('root')
  const server = authority && (await (options.serverCertificate ?? ((a) => a.issue('server')))(authority))

  const ports = await freePorts(2 * count)
  const scheme = server ? 'https' : 'http'
  const endpoints = ports.slice(0, count).map((port) => `${scheme}://127.0.0.1:${port}`)
  const peers = ports.slice(count).map((port) => `http://127.0.0.1:${port}`)
  const serverTls = server && authority ? tlsArgs(options.tls, server, authority) : []
  const dataDirs = endpoints.map((_, i) => join(dir.path, `m${i + 1}`))
  const members = endpoints.map((endpoint, i) => {
    const args = [
      ...['--name', `m${i + 1}`, '--data-dir', dataDirs[i] ?? ''],
      ...['--listen-client-urls', endpoint, '--advertise-client-urls', endpoint],
      ...['--listen-peer-urls', peers[i] ?? '', '--initial-advertise-peer-urls', peers[i] ?? ''],
      ...['--initial-cluster', peers.map((peer, n) => `m${n + 1}=${peer}`).join(',')],
      ...['--initial-cluster-token', dir.path, '--logger', 'zap', ...serverTls, ...(options.args ?? [])],
    ]
    return new EtcdProcess(join(engine, 'etcd'), args, ports[i] ?? 0)
  })
  const member = (index: number): EtcdProcess => {
    const found = members[index]
    if (!found) throw new RangeError(`No member ${index}.`)
    return found
  }

  let login: string[] = []
  const trust =
    authority && client
      ? ['--cacert', authority.ca.certFile, '--cert', client.certFile, '--key', client.keyFile]
      : []
  const etcdctl = async (...args: string[]): Promise<string> => {
    const where = args.some((arg) => arg.startsWith('--endpoints'))
      ? []
      : ['--endpoints', endpoints.join(',')]
    const all = [...where, ...trust, ...login, ...args]
    const done = await promisify(execFile)(join(engine, 'etcdctl'), all, {
      env: cleanEnv(),
      maxBuffer: 1 << 28,
    })
    return done.stdout
  }
  const ready = async (): Promise<void> => {
    const running = endpoints.filter((_, i) => members[i]?.pid !== undefined)
    const healthy = async () => {
      await etcdctl('--endpoints', running.join(','), 'endpoint', 'health')
      return true
    }
    await until(healthy, { timeoutMs: 30_000, intervalMs: 50, what: 'every member is healthy' })
  }
  const running: RunningEtcd = {
    endpoints,
    members,
    dataDirs,
    tls: authority && client ? { authority, ca: authority.ca.cert, client } : undefined,
    etcdctl,
    ready,
    stop: (index) => member(index).end('SIGTERM'),
    start: (index, dataDir) => member(index).start(dataDir),
    kill: (index) => member(index).end('SIGKILL'),
    pause: (index) => member(index).pause(),
    resume: (index) => member(index).resume(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(members.map((m) => m.end('SIGKILL')))
      await dir[Symbol.asyncDispose]()
    },
  }
  try {
    await Promise.all(members.map((m) => m.start()))
    if (!options.unready) await ready()
    if (options.auth) {
      const name = `${options.auth.user}:${options.auth.password}`
      await etcdctl('user', 'add', name)
      await etcdctl('user', 'grant-role', options.auth.user, 'root').catch(() => '')
      await etcdctl('auth', 'enable')
      login = ['--user', name]
    }
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw error
  }
  return running
}

/** What makes a member serve TLS with a certificate; `mutual`: and want one of its clients. */
export function tlsArgs(
  mode: StartEtcdOptions['tls'],
  server: Certificate,
  authority: TestAuthority,
): string[] {
  const own = ['--cert-file', server.certFile, '--key-file', server.keyFile]
  const clients = ['--client-cert-auth', '--trusted-ca-file', authority.ca.certFile]
  return mode === 'mutual' ? [...own, ...clients] : own
}
