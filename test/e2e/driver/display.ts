import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/**
 * Vitest's global set-up of the e2e project: a private X server for the Electron windows, its display number
 * chosen by the server itself. A machine without Xvfb keeps the display it has.
 */
export default async function startDisplay(): Promise<(() => Promise<void>) | undefined> {
  if (process.platform !== 'linux') return undefined
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  // A run that dies of an error nobody caught does not come to its tear-down.
  const end = () => void server.kill()
  process.once('exit', end)
  const started = await Promise.race([
    firstLine(server.stdio[3] as Readable),
    once(server, 'error').then(() => undefined),
    once(server, 'exit').then(() => undefined),
  ])
  if (started === undefined) return undefined
  process.env['DISPLAY'] = `:${started}`
  delete process.env['WAYLAND_DISPLAY']
  return async () => {
    const gone = once(server, 'exit')
    process.off('exit', end)
    end()
    await gone
  }
}

async function firstLine(stream: Readable): Promise<string | undefined> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    text += String(chunk)
    if (text.includes('\n')) return text.trim()
  }
  return undefined
}
