import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { fail } from '../../shared/failure'
import { environmentWithoutEtcd } from './engines/probe'
import { makeFolder } from './folders'
import { startMark } from './lab/read-recovery'
import { openLog } from './member-log'

/**
 * Starts a program in a session of its own, so that it outlives this process, with its output appended to a log
 * (whose folder is made and is its working folder), in which a line of ours says that a run begins. Resolves when the
 * system has started it, and it may have ended by then; fails with `precondition` when it cannot be started.
 * `env` comes on top of this process's environment.
 */
export async function spawnDetached(
  file: string,
  args: readonly string[],
  options: { readonly logPath: string; readonly env: Readonly<Record<string, string>> },
): Promise<ChildProcess> {
  const { logPath, env } = options
  const cwd = dirname(logPath)
  await makeFolder(cwd)
  const log = await openLog(logPath)
  try {
    const mark = {
      level: 'info',
      ts: new Date().toISOString(),
      caller: 'etcdesk',
      msg: startMark,
      program: file,
    }
    await log.write(`${JSON.stringify(mark)}\n`)
    const child = spawn(file, args, {
      ...{ detached: true, windowsHide: true, cwd, env: { ...environmentWithoutEtcd(), ...env } },
      stdio: ['ignore', log.fd, log.fd],
    })
    await once(child, 'spawn').catch((cause: Error) => {
      throw fail('precondition', `${file} cannot be run.`, {
        reason: cause.message,
        details: { path: file },
        cause,
      })
    })
    child.unref()
    return child
  } finally {
    await log.close()
  }
}
