import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { until } from '../../support/until'
import type { StartRun } from './app'
import { appEnv, chromiumPath, isRoot, projectDir } from './machine'
import { gone, goneWithin, keepLog } from './process-log'

export interface BrowserHostOptions {
  readonly home: string
  readonly env?: Record<string, string>
  /** Default 0: the kernel chooses. */
  readonly port?: number
  /** Another server's script, to compare with; default: the app's. */
  readonly script?: string
}

/** The browser host's process, listening. */
export interface BrowserHost extends AsyncDisposable {
  readonly child: ChildProcess
  /** The address it printed, with the one-time token. */
  readonly url: string
  log(): string
  /** SIGTERM; resolves when it is gone. */
  stop(): Promise<void>
}

const appScript = join(projectDir, 'out', 'main', 'serve.js')

/** The command line of the browser host. */
export function browserCommand(options: BrowserHostOptions): { file: string; args: string[] } {
  const { home, port = 0, script = appScript } = options
  return { file: process.execPath, args: [script, '--home', home, '--port', String(port), '--no-open'] }
}

/** Starts the browser host without a page; resolves when it has printed its address. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { file, args } = browserCommand(options)
  const child = spawn(file, args, { env: appEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'] })
  const log = keepLog(child)
  const address = () => /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(log())?.[0]
  const url = await until(() => address() ?? (child.exitCode === null ? undefined : 'none'), {
    ...{ timeoutMs: 20_000, what: 'the browser host prints its address' },
  }).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  if (url === 'none')
    throw new Error(`The browser host ended (${child.exitCode}):
${log()}`)
  const stop = async () => {
    child.kill('SIGTERM')
    await goneWithin(child, 20_000, log)
  }
  return { child, url, log, stop, [Symbol.asyncDispose]: stop }
}

let chromiumOfThisFile: Promise<Browser> | undefined

/** The headless Chromium that a spec file's pages share; it asks nobody on the network for anything. */
export function openChromium(): Promise<Browser> {
  chromiumOfThisFile ??= chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: !isRoot,
    args: [
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  })
  return chromiumOfThisFile
}

/** Ends the shared Chromium, when there is one. */
export async function closeChromium(): Promise<void> {
  const browser = await chromiumOfThisFile?.catch(() => undefined)
  chromiumOfThisFile = undefined
  await browser?.close()
}

/** Starts the browser host and opens its page. */
export const browserRun =
  (options: BrowserHostOptions): StartRun =>
  async (onContext) => {
    const browser = await openChromium()
    const server = await startBrowserHost(options)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    onContext(context)
    try {
      const page = await context.newPage()
      await page.goto(server.url)
      return {
        page,
        context,
        log: server.log,
        pid: server.child.pid ?? -1,
        // The page goes first, as a person closes the tab.
        stop: async () => {
          await context.close()
          await server.stop()
        },
        kill: async () => {
          server.child.kill('SIGKILL')
          await gone(server.child)
          await context.close()
        },
      }
    } catch (error) {
      await context.close()
      await server.stop()
      throw error
    }
  }
