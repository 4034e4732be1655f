import { _electron } from 'playwright-core'
import type { StartRun } from './app'
import { appEnv, electronPath, isRoot, projectDir } from './machine'
import { gone, goneWithin, keepLog } from './process-log'

export interface ElectronOptions {
  readonly home: string
  readonly env?: Record<string, string>
  /** A packaged app's own executable; default: the test runtime with the project's folder. */
  readonly executable?: string
  /** Another app's folder, to compare with; default: the project's. */
  readonly folder?: string
}

/** The command line of the desktop app. */
export function electronCommand({ home, executable, folder = projectDir }: ElectronOptions): {
  file: string
  args: string[]
} {
  const sandbox = isRoot ? ['--no-sandbox'] : []
  const app = executable ? [] : [folder]
  return { file: executable ?? electronPath(), args: [...sandbox, ...app, '--home', home] }
}

/** Starts the desktop app in a window on the tests' display. */
export const electronRun =
  (options: ElectronOptions): StartRun =>
  async (onContext) => {
    const { file, args } = electronCommand(options)
    const app = await _electron.launch({
      ...{ executablePath: file, args, env: appEnv(options.env), cwd: projectDir, timeout: 60_000 },
      chromiumSandbox: !isRoot,
    })
    const child = app.process()
    const log = keepLog(child)
    const context = app.context()
    onContext(context)
    try {
      const page = await app.firstWindow({ timeout: 60_000 })
      await page.waitForLoadState()
      return {
        page,
        context,
        log,
        pid: child.pid ?? -1,
        stop: async () => {
          await Promise.all([app.close(), goneWithin(child, 20_000, log)])
        },
        kill: async () => {
          child.kill('SIGKILL')
          await gone(child)
        },
      }
    } catch (error) {
      child.kill('SIGKILL')
      throw new Error(`No window: ${String(error)}\n${log()}`, { cause: error })
    }
  }
