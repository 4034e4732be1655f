import type { BrowserContext, Page } from 'playwright-core'
import type { HostName } from './machine'

/** One start of the app under one host: what a host has to provide. */
export interface Run {
  readonly page: Page
  readonly context: BrowserContext
  /** The process that holds the app's main part. */
  readonly pid: number
  /** Everything it wrote to stdout and stderr. */
  log(): string
  /** Asks it to end as a person would; resolves when the process is gone. */
  stop(): Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

export type StartRun = (onContext: (context: BrowserContext) => void) => Promise<Run>

/** The app under test. Disposing it ends it. */
export class App implements AsyncDisposable {
  /** Console errors, uncaught exceptions and CSP violations of all pages so far; specs expect none. */
  readonly consoleErrors: string[] = []
  #run: Run | undefined
  #log = ''
  #ending = new AbortController()
  #lastPicture: Buffer | undefined

  private constructor(
    readonly host: HostName,
    readonly home: string,
    private readonly startRun: StartRun,
  ) {}

  /** Starts the app; resolves when its page has loaded. */
  static async start(host: HostName, home: string, startRun: StartRun): Promise<App> {
    const app = new App(host, home, startRun)
    await app.#start()
    return app
  }

  /** The page of the present run. */
  get page(): Page {
    return this.#running.page
  }

  get isRunning(): boolean {
    return this.#run !== undefined
  }

  pid(): number {
    return this.#running.pid
  }

  /** What the app wrote to stdout and stderr, over all runs. */
  log(): string {
    return this.#log + (this.#run?.log() ?? '')
  }

  /** A graceful stop, then a start on the same home with a new page. */
  async restart(): Promise<void> {
    await this.close()
    await this.#start()
  }

  /** SIGKILL, as a crash would be; `restart` starts it again. */
  async kill9(): Promise<void> {
    await this.#end((run) => run.kill())
  }

  /** A graceful stop. Nothing happens when it is not running. */
  async close(): Promise<void> {
    await this.#end((run) => run.stop())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A picture of the page as it is now, or as it was last. */
  async picture(): Promise<Buffer | undefined> {
    const now = await this.#run?.page.screenshot({ timeout: 5_000 }).catch(() => undefined)
    return now ?? this.#lastPicture
  }

  get #running(): Run {
    if (!this.#run) throw new Error('The app is not running.')
    return this.#run
  }

  async #start(): Promise<void> {
    // Its end is not the page's fault: a page that outlives its host may complain.
    const ending = (this.#ending = new AbortController())
    const note = (text: string) => {
      if (!ending.signal.aborted) this.consoleErrors.push(text)
    }
    this.#run = await this.startRun((context) => {
      context.on('console', (message) => {
        if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
      })
      context.on('weberror', (error) => note(String(error.error().stack ?? error.error())))
    })
  }

  async #end(how: (run: Run) => Promise<void>): Promise<void> {
    const run = this.#run
    if (!run) return
    this.#lastPicture = await this.picture()
    this.#run = undefined
    this.#ending.abort()
    await how(run).finally(() => (this.#log += run.log()))
  }
}
