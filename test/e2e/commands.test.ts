import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { appEnv, projectDir } from './driver/machine'
import { goneWithin, keepLog } from './driver/process-log'

/** Runs a command of package.json's scripts without a display; `body` gets the address it printed. */
async function run(
  script: string,
  body: (url: string, log: string) => Promise<void>,
): Promise<number | null> {
  await using home = await tempDir()
  const env = appEnv()
  for (const name of ['DISPLAY', 'WAYLAND_DISPLAY']) delete env[name]
  const args = [join(projectDir, 'scripts', script), '--home', home.path, '--no-open']
  const child = spawn(process.execPath, args, { cwd: projectDir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = keepLog(child)
  try {
    const url = await until(() => /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(log())?.[0], {
      timeoutMs: 60_000,
      what: script,
    })
    await body(url, log())
  } finally {
    child.kill('SIGTERM')
    await goneWithin(child, 20_000, log)
  }
  return child.exitCode
}

describe.skipIf(process.platform !== 'linux')('the commands', () => {
  it('npm start without a display says why in one line, serves the browser host, and passes SIGTERM on', async () => {
    let address = ''
    const code = await run('start.mjs', async (url, log) => {
      address = url
      expect(
        log.split('\n').filter((line) => /^The desktop window cannot open: .+\.$/.test(line)),
      ).toHaveLength(1)
      expect((await fetch(url)).status).toBe(200)
    })
    expect(code).toBe(0)
    await expect(fetch(address)).rejects.toThrow()
  })

  it('npm run web prints one line with its address', async () => {
    const code = await run('web.mjs', async (url, log) => {
      expect(log.trim().split('\n')).toHaveLength(1)
      expect((await fetch(url)).status).toBe(200)
    })
    expect(code).toBe(0)
  })
})
