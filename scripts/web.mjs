// npm run web: the browser host. Options: --home DIR, --port N, --no-open.
import { buildWhenNeeded } from './lib/build.mjs'
import { exitCodeOf, runThrough } from './lib/child.mjs'
import { inRoot } from './lib/root.mjs'

try {
  await buildWhenNeeded()
  const serve = inRoot('out', 'main', 'serve.js')
  process.exit(exitCodeOf(await runThrough(process.execPath, [serve, ...process.argv.slice(2)])))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
