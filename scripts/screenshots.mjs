// npm run screenshots: pictures of the app at work, both themes and both hosts, into docs/screenshots.
import { buildWhenNeeded } from './lib/build.mjs'
import { runBundled } from './lib/bundle.mjs'
import { setUp } from './setup/setup.mjs'

try {
  const { env, lacks } = await setUp()
  const [lack] = Object.entries(lacks)
  if (lack) throw new Error(`lacking: ${lack.join(': ')}`)
  await buildWhenNeeded()
  process.exitCode = await runBundled('test/screenshots/run.ts', process.argv.slice(2), env)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
