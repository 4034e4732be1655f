import { spawn } from 'node:child_process'
import { App } from './app'
import { browserCommand, browserRun } from './browser-run'
import { electronCommand, electronRun } from './electron-run'
import { rememberApp } from './evidence'
import { appEnv, projectDir, type HostName } from './machine'
import { goneWithin, keepLog } from './process-log'

export interface LaunchOptions {
  readonly host: HostName
  /** Holds all state; the caller removes it. */
  readonly home: string
  /** The browser host's port; default: the kernel chooses. */
  readonly port?: number
  /** Added to the environment, e.g. a PATH with an etcd on it. */
  readonly env?: Record<string, string>
}

/** Starts the app on one host; resolves when its page has loaded. */
export async function launchApp({ host, ...options }: LaunchOptions): Promise<App> {
  const startRun = host === 'electron' ? electronRun(options) : browserRun(options)
  return rememberApp(await App.start(host, options.home, startRun))
}

/** Runs the app for a start that is refused: resolves with its exit code and what it wrote when it has ended. */
export async function runToEnd({
  host,
  ...options
}: LaunchOptions): Promise<{ code: number | null; log: string }> {
  const { file, args } = host === 'electron' ? electronCommand(options) : browserCommand(options)
  const child = spawn(file, args, {
    cwd: projectDir,
    env: appEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = keepLog(child)
  await goneWithin(child, 20_000, log)
  return { code: child.exitCode, log: log() }
}
