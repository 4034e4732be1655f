import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../shared/failure'
import { identify, isSame, type ProcessIdentity } from '../local/process-identity'

function read(path: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startTime' in value))
      return undefined
    return typeof value.pid === 'number' && typeof value.startTime === 'string'
      ? { pid: value.pid, startTime: value.startTime }
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Takes a lock away whose holder is gone. Another instance may have done so and locked the home itself since it
 * was read: what was taken away is looked at again, and put back when it is somebody else's.
 */
function discardStale(path: string, holder: ProcessIdentity | undefined): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
    const taken = read(aside)
    if (taken?.startTime !== holder?.startTime || taken?.pid !== holder?.pid) linkSync(aside, path)
  } catch {
    // Gone already, or locked anew: the next try sees which.
  } finally {
    rmSync(aside, { force: true })
  }
}

/**
 * Makes one running instance the only one on a home folder. A lock whose process is gone (crash, `kill -9`,
 * reboot) is taken over; the process is told from another with the same pid by its start time.
 */
export class HomeLock {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Fails with `precondition`, naming the process and the folder, while another instance holds the home. */
  static async acquire(home: string): Promise<HomeLock> {
    const path = join(home, 'lock')
    const mine = join(home, `lock.${randomUUID()}`)
    writeFileSync(mine, JSON.stringify(await identify(process.pid)), { mode: 0o600 })
    try {
      for (let tries = 0; tries < 10; tries++) {
        try {
          // A hard link appears whole or not at all, and fails when the name is there.
          linkSync(mine, path)
          return new HomeLock(path)
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        }
        const holder = read(path)
        if (holder && (await isSame(holder))) {
          throw fail(
            'precondition',
            `etcdesk is already running with the home folder ${home} (process ${holder.pid}). Use that one, or start this one with another --home.`,
            { details: { pid: holder.pid, home } },
          )
        }
        discardStale(path, holder)
      }
      throw fail('precondition', `The home folder ${home} could not be locked: others keep taking its lock.`)
    } finally {
      rmSync(mine, { force: true })
    }
  }

  release(): void {
    rmSync(this.#path, { force: true })
  }
}
