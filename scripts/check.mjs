// npm run check: types, lint and format, all of them even when one fails.
import { gates, runGate } from './lib/gates.mjs'

let failed = 0
for (const gate of gates) failed += (await runGate(gate)) ? 0 : 1
process.exit(failed ? 1 : 0)
