import { spawn } from 'node:child_process'
import { fail } from '../../shared/failure'

/** What a finished program left behind. `code` is null when it ended by a signal. */
export interface RunResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly signal?: AbortSignal
  /** After this many milliseconds the program is killed and the call fails with `deadline`. */
  readonly timeoutMs?: number
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Called with each whole line the program writes to file descriptor 3, as apt does for its progress. */
  readonly onStatusLine?: (line: string) => void
}

const keptOutputChars = 1_000_000

/**
 * Runs a program to its end and returns what it wrote (the last million characters of each stream) and how it
 * ended; a non-zero exit is a result, not an error. Standard input is empty, no shell is involved.
 *
 * Fails with `canceled` when the signal aborts and with `deadline` at the time-out (the program is killed in
 * both cases, and has ended when the call settles); with `precondition` naming the path when it cannot be
 * started at all (missing, not executable, made for another machine).
 */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { signal, timeoutMs, cwd, env, onStatusLine } = options
  if (signal?.aborted) return Promise.reject(fail('canceled', 'Canceled.'))
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', onStatusLine ? 'pipe' : 'ignore'],
    })
    let ended: 'canceled' | 'deadline' | undefined
    const end = (why: 'canceled' | 'deadline') => {
      ended ??= why
      child.kill('SIGKILL')
    }
    const onAbort = () => end('canceled')
    signal?.addEventListener('abort', onAbort, { once: true })
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('deadline'), timeoutMs)
    const release = () => {
      signal?.removeEventListener('abort', onAbort)
      clearTimeout(timer)
    }

    const stdout = collect(child.stdout)
    const stderr = collect(child.stderr)
    const status = child.stdio[3]
    if (onStatusLine && status && 'setEncoding' in status) eachLine(status, onStatusLine)

    child.once('error', (cause) => {
      release()
      reject(
        fail('precondition', `${file} cannot be run.`, {
          reason: cause.message,
          details: { path: file },
          cause,
        }),
      )
    })
    child.once('exit', () => {
      // A grandchild may hold the pipes open; after a kill nothing more is waited for.
      if (!ended) return
      child.stdout?.destroy()
      child.stderr?.destroy()
    })
    child.once('close', (code, endSignal) => {
      release()
      if (ended === 'canceled') return reject(fail('canceled', 'Canceled.'))
      if (ended === 'deadline')
        return reject(
          fail('deadline', `${file} did not end in time.`, {
            details: { path: file, timeoutMs: timeoutMs ?? 0 },
          }),
        )
      resolve({ code, signal: endSignal, stdout: stdout(), stderr: stderr() })
    })
  })
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-keptOutputChars)
  })
  return () => text
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('error', () => undefined)
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}
