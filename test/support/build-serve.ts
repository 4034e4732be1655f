import { join } from 'node:path'
import { build } from 'vite'
import { tempDir } from './temp-dir'

export interface BuiltServe extends AsyncDisposable {
  /** The program, for a process that a test may kill. */
  readonly script: string
}

/** Builds the browser host from the sources into a folder of its own, which goes with the answer. */
export async function buildServe(): Promise<BuiltServe> {
  const out = await tempDir()
  await build({
    ...{ logLevel: 'silent', configFile: false },
    ssr: { noExternal: true },
    build: {
      ssr: join(process.cwd(), 'main', 'serve.ts'),
      outDir: out.path,
      emptyOutDir: false,
      target: 'node18',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'serve.cjs' } },
    },
  })
  return {
    script: join(out.path, 'serve.cjs'),
    [Symbol.asyncDispose]: () => out[Symbol.asyncDispose](),
  }
}
