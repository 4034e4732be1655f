import { lstat, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, toFailure } from '../../shared/failure'
import { environmentWithoutEtcd } from '../local/engines/probe'
import { run } from '../local/run'
import type { UsableEngine } from './restore-engines'

const lookEveryMs = 150

export interface MakeData {
  readonly tool: UsableEngine['tool']
  readonly args: readonly string[]
  readonly member: string
  readonly dataDir: string
  readonly signal: AbortSignal
  /** Called now and then with the size of the database so far. */
  readonly onBytes: (bytes: number) => void
}

/**
 * Has etcd's own tool make one member's data. Fails with `exists` where there is something already, `exhausted` when the
 * disk is full, else `precondition` with the tool's words; what it made stays, for the caller to remove.
 */
export async function makeData({ tool, args, member, dataDir, signal, onBytes }: MakeData): Promise<void> {
  if (await lstat(dataDir).catch(() => undefined))
    throw fail('exists', `There is something at ${dataDir} already: nothing is written into it.`)
  const database = join(dataDir, 'member', 'snap', 'db')
  const timer = setInterval(() => {
    stat(database).then(
      ({ size }) => onBytes(size),
      () => undefined,
    )
  }, lookEveryMs)
  try {
    const env = { ...environmentWithoutEtcd(), ETCDCTL_API: '3' }
    const { code, signal: ended, stderr, stdout } = await run(tool.path, args, { signal, env })
    if (code === 0) return
    const reason = lastWords(stderr) || lastWords(stdout) || `ended by ${ended ?? `code ${code}`}`
    if (/no space left on device/i.test(stderr))
      throw fail('exhausted', `The disk is full: the data of ${member} could not be made.`, { reason })
    throw fail('precondition', `${tool.program} ${tool.version} could not restore ${member}.`, { reason })
  } catch (error) {
    // What it says of a signal is about the program, not about the restore.
    if (signal.aborted || toFailure(error).code === 'canceled') throw fail('canceled', 'Canceled.')
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** The end of what a tool wrote: its error comes last, or before the stack of a panic. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const panic = lines.findIndex((line) => line.startsWith('panic:'))
  return (panic < 0 ? lines.slice(-3) : lines.slice(panic, panic + 1)).join('\n').slice(0, 1_000)
}
