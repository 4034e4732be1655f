import { createContext, Script } from 'node:vm'
import { fail } from '../../shared/failure'

const script = new Script('work()')
const box: { work?: () => unknown } = {}
let context: object | undefined

/**
 * Does work that holds the thread, and ends it when it takes longer than `limitMs`: some regular expressions need ages
 * for a short text, and no signal reaches them. Fails with `invalid` (field `text`) then. The work may be broken off
 * anywhere, so it must only compute.
 */
export function withinTime(limitMs: number, work: () => void): void {
  context ??= createContext(box)
  box.work = work
  try {
    script.runInContext(context, { timeout: limitMs })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw fail(
      'invalid',
      'This expression takes too long. Let nothing that repeats hold another repetition.',
      {
        details: { field: 'text' },
      },
    )
  } finally {
    box.work = undefined
  }
}
