import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { engineDir, type EngineVersion } from './engines'
import { cleanEnv } from './etcd-process'

const run = promisify(execFile)

/** A second client: the etcdctl of a version, against these endpoints. Resolves with its stdout. */
export function etcdctl(version: EngineVersion, endpoints: readonly string[]) {
  return async (...args: string[]): Promise<string> => {
    const program = join(engineDir(version) ?? '', 'etcdctl')
    const { stdout } = await run(program, ['--endpoints', endpoints.join(','), ...args], {
      env: { ...cleanEnv(), ETCDCTL_API: '3' },
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  }
}
