import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { engineDir, type EngineVersion } from '../support/engines'
import { cleanEnv } from '../support/etcd-process'
import type { RunningEtcd } from '../support/etcd-server'
import type { Seen } from './keep-up'

const lookMs = 20

export interface Written {
  readonly begunMs: number
  /** By writer, by put. */
  readonly acknowledgedMs: readonly (readonly number[])[]
}

/** `etcdctl watch` with a file for its output: `PUT`, the key and the value, a line each. */
export async function startEtcdctl(version: EngineVersion, etcd: RunningEtcd, path: string) {
  const file = await open(path, 'w')
  const program = join(engineDir(version) ?? '', 'etcdctl')
  const options = { env: cleanEnv(), stdio: ['ignore', file.fd, 'inherit'] as ['ignore', number, 'inherit'] }
  const child = spawn(
    program,
    ['--endpoints', etcd.endpoints.join(','), 'watch', '--prefix', '/bench/'],
    options,
  )
  const eventBytes = 'PUT\n'.length + '/bench/w0/00000000\n'.length + 201
  const seen: Seen[] = []
  const timer = setInterval(() => {
    const rows = Math.floor(statSync(path).size / eventBytes)
    if (rows > (seen.at(-1)?.rows ?? 0)) seen.push({ atMs: performance.timeOrigin + performance.now(), rows })
  }, lookMs)
  return {
    /** How many events were in the file when. */
    seen,
    /** Resolves with when so many events were in the file, to some milliseconds. */
    async whenAt(events: number): Promise<number> {
      while ((await stat(path)).size < events * eventBytes) await delay(2)
      return (await stat(path)).mtimeMs
    },
    async end(): Promise<void> {
      clearInterval(timer)
      const gone = once(child, 'exit')
      child.kill()
      await gone
      await file.close()
    },
  }
}

/** `count` puts in all, or for so many seconds, each writer so many requests at a time. */
export interface Load {
  readonly writers: number
  readonly inFlight: number
  readonly seconds: number
  readonly count: number
  /** Puts in each transaction; 1: without one. */
  readonly perTxn: number
}

/** Runs the writers in a process of their own; resolves when they are done. */
export async function runWriters(
  etcd: RunningEtcd,
  { writers, inFlight, seconds: time, count, perTxn }: Load,
): Promise<Written> {
  const program = join(process.cwd(), 'test', 'bench', 'watch-writers.mjs')
  const numbers = [writers, inFlight, time, count, perTxn].map(String)
  const child = fork(program, [etcd.endpoints[0] ?? '', ...numbers], { env: cleanEnv() })
  const [written] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The writers ended with ${code}.`))),
  ])) as [Written]
  return written
}
