import { fail } from '../../shared/failure'
import { listProcesses, readProcess } from './process-table'

/**
 * Tells one process from every other that has or will have its pid. `startTime` is opaque: on Linux the boot id
 * and the start in clock ticks, elsewhere the start as the system prints it (whole seconds at worst).
 */
export interface ProcessIdentity {
  readonly pid: number
  readonly startTime: string
}

/** The identity of a running process; undefined when there is none (a zombie counts as none). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const found = await readProcess(pid)
  return found && Object.freeze({ pid, startTime: found.startTime })
}

/** Whether the process with this identity still runs; another process with its pid is not it. */
export async function isSame(identity: ProcessIdentity): Promise<boolean> {
  return (await readProcess(identity.pid))?.startTime === identity.startTime
}

/**
 * Whether the process with this identity still runs and its command line says `--data-dir DATADIR`: that is what
 * makes it ours.
 */
export async function isOurs(identity: ProcessIdentity, dataDir: string): Promise<boolean> {
  const found = await readProcess(identity.pid)
  return found?.startTime === identity.startTime && namesDataDir(found.args, dataDir)
}

/**
 * Looks among all running processes for the one whose command line says `--data-dir DATADIR`: a member whose pid
 * was never written down, because the app was killed right after starting it.
 */
export async function findOurs(dataDir: string): Promise<ProcessIdentity | undefined> {
  const found = (await listProcesses()).find(({ args }) => namesDataDir(args, dataDir))
  return found && identify(found.pid)
}

function namesDataDir(args: readonly string[] | string, dataDir: string): boolean {
  if (typeof args === 'string') return `${args.replaceAll('"', '')} `.includes(` --data-dir ${dataDir} `)
  return args.some((arg, i) => arg === '--data-dir' && args[i + 1] === dataDir)
}

/**
 * Sends a signal to the process with this identity if it is ours, checked right before. Resolves with whether it
 * was sent; never signals anything else. Windows knows no signals for another process: SIGTERM and SIGKILL end it at
 * once, the others are refused.
 */
export async function signalIfOurs(
  identity: ProcessIdentity,
  dataDir: string,
  signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT',
): Promise<boolean> {
  if (!(await isOurs(identity, dataDir))) return false
  try {
    return process.kill(identity.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw fail('denied', `Process ${identity.pid} could not be signalled.`, {
      cause: error,
      details: { pid: identity.pid },
    })
  }
}
