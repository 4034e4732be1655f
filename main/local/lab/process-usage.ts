import { readFile, readdir } from 'node:fs/promises'
import { isSame, type ProcessIdentity } from '../process-identity'
import { run } from '../run'

/** What a process has used and holds. */
export interface ProcessUsage {
  /** Processor time since it was started, all its threads. */
  readonly cpuMs: number
  readonly residentBytes: number
  /** Absent where the system does not tell it cheaply. */
  readonly openFiles?: number
}

// USER_HZ: what /proc counts processor time in is a hundredth of a second on every Linux that runs Node (proc(5)).
const tickMs = 10
const timeoutMs = 5_000

/**
 * Reads what the process with this identity uses now; undefined when it has ended (another process with its pid is not
 * it), and on Windows, where it is not told. Only Linux has been tested.
 */
export async function readUsage(identity: ProcessIdentity): Promise<ProcessUsage | undefined> {
  if (process.platform === 'win32') return undefined
  const usage = await (process.platform === 'linux' ? readProc(identity.pid) : readPs(identity.pid))
  // Looked at afterwards: if it is still the same process, it was during all of it.
  return (await isSame(identity)) ? usage : undefined
}

async function readProc(pid: number): Promise<ProcessUsage | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in field 2 may hold blanks and brackets; utime and stime are fields 14 and 15 (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const files = await readdir(`/proc/${pid}/fd`)
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
      residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
      openFiles: files.length,
    }
  } catch {
    return undefined
  }
}

async function readPs(pid: number): Promise<ProcessUsage | undefined> {
  const env = { ...process.env, LC_ALL: 'C' }
  const done = await run('ps', ['-o', 'time=,rss=', '-p', String(pid)], { timeoutMs, env }).catch(
    () => undefined,
  )
  const match = /^\s*(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(\d+)\s*$/m.exec(done?.stdout ?? '')
  if (!match) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0, kib = 0] = match
    .slice(1)
    .map((text) => Number(text ?? 0))
  return {
    cpuMs: (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000,
    residentBytes: kib * 1024,
  }
}
