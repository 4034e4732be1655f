import type { ChildProcess } from 'node:child_process'

const keptChars = 200_000

/** Collects what a process writes to stdout and stderr (the last 200,000 characters). */
export function keepLog(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer | string) => void (text = (text + chunk.toString()).slice(-keptChars))
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

/** Resolves with the exit code (null after a signal) when the process is gone, at once when it already is. */
export function gone(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

/** Waits for a graceful end and helps after `graceMs`; a process that had to be killed is an error. */
export async function goneWithin(child: ChildProcess, graceMs: number, log: () => string): Promise<void> {
  let killed = false
  const timer = setTimeout(() => {
    killed = true
    child.kill('SIGKILL')
  }, graceMs)
  await gone(child)
  clearTimeout(timer)
  if (killed) throw new Error(`The app did not end within ${graceMs} ms:\n${log().slice(-4_000)}`)
}
