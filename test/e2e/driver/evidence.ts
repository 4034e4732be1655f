import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { App } from './app'
import { projectDir } from './machine'

const apps = new Set<App>()

/** From now on a failing test leaves a picture of this app and the end of its log in test-results/. */
export function rememberApp(app: App): App {
  apps.add(app)
  return app
}

/** Call inside a `describe`: keeps evidence of what the app looked like when a test failed. */
export function keepEvidence(): void {
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      const name = [task.suite?.name, task.name]
        .join(' ')
        .replace(/[^\w.-]+/g, '-')
        .slice(0, 120)
      let index = 0
      for (const app of apps) await save(app, `${name}-${++index}`)
    }
    for (const app of apps) if (!app.isRunning) apps.delete(app)
  })
}

async function save(app: App, name: string): Promise<void> {
  const dir = join(projectDir, 'test-results')
  await mkdir(dir, { recursive: true })
  const picture = await app.picture()
  if (picture) await writeFile(join(dir, `${name}.png`), picture)
  const tail = app.log().split('\n').slice(-40).join('\n')
  await writeFile(join(dir, `${name}.log`), `${tail}\n${app.consoleErrors.join('\n')}\n`)
  process.stderr.write(`${app.host}: test-results/${name}.png; the app's last lines:\n${tail}\n`)
}
