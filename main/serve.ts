import './polyfill'
import { join } from 'node:path'
import { version } from '../package.json'
import { fail, toFailure } from '../shared/failure'
import { startApp } from './app'
import { argument, chosenHome } from './home'
import { openInBrowser } from './local/open-in-browser'
import { startWebHost } from './web/host'

function chosenPort(argv: readonly string[]): number {
  const text = argument(argv, 'port') ?? '0'
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) {
    throw fail('invalid', `“${text}” is not a port: --port takes a number from 0 (any free port) to 65535.`)
  }
  return port
}

async function serve(): Promise<void> {
  const argv = process.argv.slice(2)
  const port = chosenPort(argv)
  const app = await startApp({ home: chosenHome(argv), version, platform: { host: 'browser' } })
  const host = await startWebHost({
    router: app.router,
    rendererDir: join(__dirname, '..', 'renderer'),
    port,
  }).catch(async (error: unknown) => {
    await app.stop()
    throw error
  })
  process.stdout.write(`etcdesk is at ${host.url}\n`)
  if (!argv.includes('--no-open')) openInBrowser(host.url)

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void host
      .close()
      .then(() => app.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
}

serve().catch((error: unknown) => {
  const failure = toFailure(error)
  process.stderr.write(
    `etcdesk: ${failure.message}${failure.code === 'internal' ? ` (${failure.reason ?? ''})` : ''}\n`,
  )
  process.exit(1)
})
