import { runThrough } from './child.mjs'
import { inRoot, root } from './root.mjs'

/** The gates every commit passes; each counts as one test of the suite "check". */
export const gates = [
  { name: 'types', program: 'vue-tsc/bin/vue-tsc.js', args: ['-b'] },
  { name: 'lint', program: 'eslint/bin/eslint.js', args: ['--max-warnings', '0', '.'] },
  { name: 'format', program: 'prettier/bin/prettier.cjs', args: ['--log-level', 'warn', '--check', '.'] },
]

/** Runs one gate, its findings on the terminal; resolves with whether it passed. */
export async function runGate({ name, program, args }) {
  const ended = await runThrough(process.execPath, [inRoot('node_modules', program), ...args], { cwd: root })
  console.log(`${name}: ${ended.code === 0 ? 'passed' : 'failed'}`)
  return ended.code === 0
}
