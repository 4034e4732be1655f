import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a program to its end with this process's own stdin, stdout and stderr, passing termination signals on.
 * Resolves with `{ code, signal, error }`: `error` when it could not be started at all.
 */
export function runThrough(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options })
    // A terminal sends Ctrl-C to the whole foreground group; passing it on would deliver it twice.
    const passOn = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, passOn)
    const settle = (result) => {
      for (const signal of signals) process.off(signal, passOn)
      resolve(result)
    }
    child.once('error', (error) => settle({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => settle({ code, signal }))
  })
}

/**
 * Runs a program and collects what it prints (stdout and stderr together), killing it after `timeoutMs`.
 * Never rejects: resolves with `{ code, output }`, `code` null when it was killed or could not be started.
 */
export function collect(file, args, { timeoutMs = 60_000, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const add = (chunk) => (output += chunk)
    child.stdout.setEncoding('utf8').on('data', add)
    child.stderr.setEncoding('utf8').on('data', add)
    const timer = setTimeout(() => {
      add(`\nNo answer within ${timeoutMs / 1000} s.`)
      child.kill('SIGKILL')
    }, timeoutMs)
    const settle = (code) => {
      clearTimeout(timer)
      resolve({ code, output: output.trim() })
    }
    child.once('error', (error) => {
      add(error.message)
      settle(null)
    })
    child.once('close', (code) => settle(code))
  })
}

/** The exit code to leave with after a child ended so, by the shell's convention for signals. */
export const exitCodeOf = ({ code, signal }) => code ?? (signal ? 128 + constants.signals[signal] : 1)
