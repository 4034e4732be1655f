import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of so many KiB at a folder, or why this machine has none. */
export async function smallDisk(folder: string, kibibytes: number): Promise<AsyncDisposable | string> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder])
  } catch {
    return 'this user may not mount a small file system'
  }
  return { [Symbol.asyncDispose]: async () => void (await run('umount', ['-l', folder])) }
}
