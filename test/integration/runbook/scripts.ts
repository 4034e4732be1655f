import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { engineDir, type EngineVersion } from '../../support/engines'
import { cleanEnv } from '../../support/etcd-process'

const run = promisify(execFile)

const environment = (version: EngineVersion) => ({
  ...cleanEnv(),
  PATH: [engineDir(version), process.env['PATH']].join(delimiter),
})

/** Runs one step of a script; resolves with what it wrote, rejects with `code` and `stderr` when it refused. */
export async function runStep(version: EngineVersion, script: string, ...args: string[]): Promise<string> {
  return (await run('bash', [script, ...args], { env: environment(version) })).stdout
}

export interface StartedByScript extends AsyncDisposable {
  /** What etcd has written so far. */
  log(): string
}

/** Runs `start`, which becomes the etcd itself; disposing it ends that. */
export function startByScript(version: EngineVersion, script: string, ...args: string[]): StartedByScript {
  const child = spawn('bash', [script, 'start', ...args], {
    env: environment(version),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-20_000)))
  return {
    log: () => log,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** The script of a member in a runbook's folder. */
export const scriptIn = (folder: string, name: string): string => join(folder, `restore-${name}.sh`)
