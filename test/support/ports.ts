import { readFile, readdir, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'

/** `count` different loopback ports that the kernel says are free now. All are held until the last is chosen. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve)
      })
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('The kernel gave no port.')
    return address.port
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** True when process `pid` itself listens on TCP `port`: proof that the server under test is the one we started. */
export async function listensOn(pid: number, port: number): Promise<boolean> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = new Set<string>()
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')
    for (const line of text.split('\n').slice(1)) {
      const field = line.trim().split(/\s+/)
      if (field[1]?.endsWith(wanted) && field[3] === '0A' && field[9]) inodes.add(`socket:[${field[9]}]`)
    }
  }
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const handle of handles) {
    const target = await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')
    if (inodes.has(target)) return true
  }
  return false
}
