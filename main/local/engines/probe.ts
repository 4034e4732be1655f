import { FailureError, fail } from '../../../shared/failure'
import { run } from '../run'

export type EtcdProgram = 'etcd' | 'etcdctl' | 'etcdutl'

const titles = { etcd: 'etcd Version', etcdctl: 'etcdctl version', etcdutl: 'etcdutl version' } as const

/** The file name of a program on this operating system. */
export const programFile = (program: EtcdProgram): string =>
  process.platform === 'win32' ? `${program}.exe` : program

/**
 * Runs a program to ask its version, e.g. `3.5.16`. Fails with `precondition`, naming the path, when it cannot be
 * executed, does not answer within five seconds (`timeoutMs`), or is some other program.
 */
export async function probeVersion(
  program: EtcdProgram,
  path: string,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<string> {
  const { signal, timeoutMs = 5_000 } = options
  const args = program === 'etcd' ? ['--version'] : ['version']
  // ETCD_… and ETCDCTL_… variables would be taken for flags, and contradict them.
  const result = await run(path, args, { signal, timeoutMs, env: environmentWithoutEtcd() }).catch(
    (error: unknown) => {
      throw explained(error, program, path)
    },
  )
  const version = new RegExp(`^${titles[program]}: v?(\\d+\\.\\d+\\.\\d+\\S*)`, 'm').exec(result.stdout)?.[1]
  if (version !== undefined) return version
  const reason = (result.stderr || result.stdout).trim().slice(0, 500)
  throw fail('precondition', `${path} is not ${program}.`, { reason, details: { path } })
}

/** This process's environment without the variables that etcd and its tools would read as flags. */
export function environmentWithoutEtcd(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^ETCD(CTL|UTL)?_/i.test(name)))
}

function explained(error: unknown, program: EtcdProgram, path: string): unknown {
  if (!(error instanceof FailureError)) return error
  const { code, reason } = error.failure
  if (code === 'deadline')
    return fail('precondition', `${path} did not say its version in time.`, { details: { path } })
  if (code !== 'precondition') return error
  const why = reason?.includes('EACCES')
    ? 'is not executable'
    : reason?.includes('ENOENT')
      ? 'is not there'
      : 'cannot be run'
  return fail('precondition', `The ${program} program ${path} ${why}.`, {
    reason,
    details: { path },
    cause: error,
  })
}
