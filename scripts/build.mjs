// npm run build: the app into out/, whether it is needed or not.
import { build } from './lib/build.mjs'

build().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
