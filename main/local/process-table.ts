import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readProc } from './read-proc'
import { run } from './run'

/** What the system says about one running process. */
export interface ProcessEntry {
  readonly startTime: string
  /** The arguments as they were given (Linux), or the command line as one text (elsewhere). */
  readonly args: readonly string[] | string
  /** Held by SIGSTOP, as far as its main thread says; never on Windows. */
  readonly isPaused: boolean
}

const timeoutMs = 5_000
const powershell = join(
  process.env['SystemRoot'] ?? 'C:\\Windows',
  'System32/WindowsPowerShell/v1.0/powershell.exe',
)

/**
 * Reads one running process, or undefined when there is none, it is a zombie, or it may not be read.
 * Linux reads /proc (well under a millisecond); other unix systems run `ps`, Windows asks PowerShell (up to a
 * second). Only Linux has been tested.
 */
export function readProcess(pid: number): Promise<ProcessEntry | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return Promise.resolve(undefined)
  if (process.platform === 'linux') return readLinux(pid)
  return process.platform === 'win32' ? readWindows(pid) : readPs(pid)
}

let bootId: Promise<string> | undefined

async function readLinux(pid: number): Promise<ProcessEntry | undefined> {
  bootId ??= readProc('/proc/sys/kernel/random/boot_id').then((text) => text.trim())
  try {
    const stat = await readProc(`/proc/${pid}/stat`)
    // The name in field 2 may hold blanks and brackets; the fields after the last bracket are plain (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, ticks] = [fields[0], fields[19]]
    if (ticks === undefined || state === 'Z' || state === 'X') return undefined
    const args = (await readProc(`/proc/${pid}/cmdline`)).split('\0')
    return { startTime: `${await bootId}:${ticks}`, args, isPaused: state === 'T' }
  } catch {
    return undefined
  }
}

async function readPs(pid: number): Promise<ProcessEntry | undefined> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  const fields = ['-ww', '-o', 'state=', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)]
  const done = await run('ps', fields, { timeoutMs, env }).catch(() => undefined)
  const match = /^\s*(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/m.exec(done?.stdout ?? '')
  if (!match?.[2] || match[1]?.startsWith('Z')) return undefined
  return {
    startTime: match[2].replace(/\s+/g, ' '),
    args: match[3] ?? '',
    isPaused: match[1]?.startsWith('T') ?? false,
  }
}

/**
 * Whether a process is held by SIGSTOP, with all of its threads: one that is told to stop goes on for a moment.
 * False for one that is not there. Only Linux has been tested.
 */
export async function isHeld(pid: number): Promise<boolean> {
  if (process.platform === 'win32') return false
  if (process.platform !== 'linux') {
    const done = await run('ps', ['-o', 'state=', '-p', String(pid)], { timeoutMs }).catch(() => undefined)
    return done?.stdout.trim().startsWith('T') ?? false
  }
  const threads = await readdir(`/proc/${pid}/task`).catch((): string[] => [])
  const stats = threads.map((thread) => readProc(`/proc/${pid}/task/${thread}/stat`).catch(() => undefined))
  const states = (await Promise.all(stats)).map((stat) => stat?.[stat.lastIndexOf(')') + 2])
  return states.length > 0 && states.every((state) => state === undefined || state === 'T' || state === 't')
}

async function readWindows(pid: number): Promise<ProcessEntry | undefined> {
  const script =
    `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; ` +
    `if ($p) { $p.CreationDate.ToFileTimeUtc(); $p.CommandLine }`
  const args = ['-NoProfile', '-NonInteractive', '-Command', script]
  const done = await run(powershell, args, { timeoutMs }).catch(() => undefined)
  const [created, ...command] = (done?.stdout ?? '').split(/\r?\n/)
  return created && /^\d+$/.test(created)
    ? { startTime: created, args: command.join('\n').trim(), isPaused: false }
    : undefined
}

/** A running process and its arguments, as in {@link ProcessEntry}. */
export interface ListedProcess {
  readonly pid: number
  readonly args: ProcessEntry['args']
}

/**
 * All running processes this user may see (on Windows those named etcd.exe); an empty list where the system does
 * not tell.
 */
export async function listProcesses(): Promise<ListedProcess[]> {
  if (process.platform !== 'linux') return listBySystem()
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = pids.map(async (pid) => {
    const text = await readProc(`/proc/${pid}/cmdline`).catch(() => '')
    return { pid: Number(pid), args: text.split('\0') }
  })
  return (await Promise.all(all)).filter(({ args }) => args.length > 1)
}

async function listBySystem(): Promise<ListedProcess[]> {
  const windows = `Get-CimInstance Win32_Process -Filter "Name='etcd.exe'" | % { "$($_.ProcessId) $($_.CommandLine)" }`
  const done = await (
    process.platform === 'win32'
      ? run(powershell, ['-NoProfile', '-NonInteractive', '-Command', windows], { timeoutMs })
      : run('ps', ['-ww', '-ax', '-o', 'pid=', '-o', 'command='], { timeoutMs })
  ).catch(() => undefined)
  const lines = [...(done?.stdout ?? '').matchAll(/^\s*(\d+)\s+(.*?)\r?$/gm)]
  return lines.map((match) => ({ pid: Number(match[1]), args: match[2] ?? '' }))
}
