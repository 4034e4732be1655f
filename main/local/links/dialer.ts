import { hasSocket } from '../listeners'
import { readProc } from '../read-proc'
import { run } from '../run'

/**
 * Which of these processes dialed a connection on 127.0.0.1, told by its own port (`fromPort`) and the port it dialed;
 * undefined when none of them did. It is the system's table of sockets that tells, so it holds for TLS too. Only Linux
 * has been tested.
 */
export async function dialerOf(
  fromPort: number,
  toPort: number,
  pids: readonly number[],
): Promise<number | undefined> {
  if (process.platform !== 'linux') return systemDialer(fromPort, toPort, pids)
  const inode = await connectionInode(fromPort, toPort)
  if (inode === undefined) return undefined
  const wanted = new Set([`socket:[${inode}]`])
  for (const pid of pids) if (await hasSocket(String(pid), wanted)) return pid
  return undefined
}

// /proc/net/tcp: local and remote address as hex in fields 2 and 3, inode in field 10 (proc(5)).
async function connectionInode(fromPort: number, toPort: number): Promise<string | undefined> {
  const ending = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const row = new RegExp(
    `^\\s*\\d+: [0-9A-F]+${ending(fromPort)} [0-9A-F]+${ending(toPort)} (?:\\S+\\s+){6}(\\d+)`,
    'm',
  )
  for (const path of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const inode = row.exec(await readProc(path).catch(() => ''))?.[1]
    if (inode !== undefined) return inode
  }
  return undefined
}

async function systemDialer(
  fromPort: number,
  toPort: number,
  pids: readonly number[],
): Promise<number | undefined> {
  const isWindows = process.platform === 'win32'
  const done = await (
    isWindows
      ? run('netstat.exe', ['-ano', '-p', 'TCP'], { timeoutMs: 5_000 })
      : run('lsof', ['-nP', `-iTCP:${fromPort}`, '-a', '-p', pids.join(','), '-Fpn'], { timeoutMs: 5_000 })
  ).catch(() => undefined)
  const pattern = isWindows
    ? new RegExp(`:${fromPort}\\s+\\S+:${toPort}\\s+\\S+\\s+(\\d+)\\s*$`, 'm')
    : new RegExp(`^p(\\d+)$[^p]*^n\\S+:${fromPort}->\\S+:${toPort}`, 'm')
  const pid = Number(pattern.exec(done?.stdout ?? '')?.[1])
  return pids.includes(pid) ? pid : undefined
}
