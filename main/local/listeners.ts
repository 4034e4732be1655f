import { readdir, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fail } from '../../shared/failure'
import { readProc } from './read-proc'
import { run } from './run'

/**
 * Asks the kernel for `count` different free TCP ports on 127.0.0.1. They are free when this resolves; somebody
 * else may bind one before its user does, so whoever starts a server on it looks whether it really got it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw fail('internal', 'The kernel gave no port.')
    return address.port
  })
  await Promise.all(servers.map(close))
  return ports
}

/** Whether a TCP port on 127.0.0.1 can be bound now. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port).catch(() => undefined)
  if (server) await close(server)
  return server !== undefined
}

function listen(port: number): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server))
  })
}

const close = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()))

/**
 * The pid of the process that listens on a TCP port of 127.0.0.1 (or of all addresses); undefined when nobody
 * does, or the system does not tell (another user's process). Only the Linux way has been tested.
 */
export async function listenerPid(port: number): Promise<number | undefined> {
  if (process.platform === 'linux') return linuxListener(port)
  const [tool, args] =
    process.platform === 'win32'
      ? (['netstat.exe', ['-ano', '-p', 'TCP']] as const)
      : (['lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']] as const)
  const done = await run(tool, args, { timeoutMs: 5_000 }).catch(() => undefined)
  const pattern =
    process.platform === 'win32' ? new RegExp(`:${port}\\s+\\S+:0\\s+\\S+\\s+(\\d+)\\s*$`, 'm') : /^(\d+)$/m
  const pid = pattern.exec(done?.stdout ?? '')?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** Whether this process listens on the port; looks at its own sockets only, so it is cheap. Linux only, else asks the system. */
export async function listensOn(pid: number, port: number): Promise<boolean> {
  if (process.platform !== 'linux') return (await listenerPid(port)) === pid
  return hasSocket(String(pid), await listeningInodes(port))
}

async function linuxListener(port: number): Promise<number | undefined> {
  const inodes = await listeningInodes(port)
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) if (await hasSocket(pid, inodes)) return Number(pid)
  return undefined
}

// /proc/net/tcp: local address as hex in field 2, state 0A = listening in field 4, inode in field 10 (proc(5)).
async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readProc(path).catch(() => ''))
  const rows = (await Promise.all(tables)).flatMap((text) =>
    text.split('\n').map((line) => line.trim().split(/\s+/)),
  )
  return new Set(
    rows.filter((row) => row[1]?.endsWith(wanted) && row[3] === '0A').map((row) => `socket:[${row[9]}]`),
  )
}

/** Whether a process has one of these sockets open, each as `socket:[INODE]`. Linux only. */
export async function hasSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const dir = `/proc/${pid}/fd`
  for (const fd of await readdir(dir).catch((): string[] => [])) {
    const target = await readlink(`${dir}/${fd}`).catch(() => '')
    if (inodes.has(target)) return true
  }
  return false
}
