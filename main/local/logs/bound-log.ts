import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import type { LocalClusters } from '../local-clusters'

/** A log is cut when it is larger; what is cut away stays beside it, up to the same size. */
export const maxLogBytes = 16 * 1024 * 1024
const chunkBytes = 1 << 20
const checkMs = 30_000
const newline = 0x0a

/**
 * Bounds a log while its process goes on writing to the end of it: the newest `maxBytes` are copied to `PATH.1`, from the
 * beginning of a line on and replacing the one before, and `PATH` goes on empty. Nothing is lost but what the process
 * writes in the few microseconds between the last look and the cut. Says whether it was too large; fails as the system
 * does when it cannot be written.
 */
export async function boundLog(path: string, maxBytes = maxLogBytes): Promise<boolean> {
  const info = await stat(path).catch(() => undefined)
  if (!info || info.size <= maxBytes) return false
  const part = `${path}.1.part`
  const from = openSync(path, 'r+')
  try {
    const to = openSync(part, 'w', 0o600)
    try {
      let copied = lineAfter(from, info.size - maxBytes)
      for (; copied < fstatSync(from).size; await setImmediate()) copied += copy(from, to, copied)
      await rename(part, `${path}.1`)
      // From here on nothing else runs in this process until it is cut.
      while (copied < fstatSync(from).size) copied += copy(from, to, copied)
      ftruncateSync(from, 0)
    } finally {
      closeSync(to)
    }
  } finally {
    closeSync(from)
  }
  return true
}

/** Bounds the logs of all local members until the signal aborts; one that cannot be bounded now is tried again later. */
export async function keepLogsBounded(clusters: LocalClusters, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { id, members } of clusters.list())
      for (const { name } of members) await boundLog(clusters.member(id, name).logPath).catch(() => false)
    await delay(checkMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

function copy(from: number, to: number, position: number): number {
  const buffer = Buffer.allocUnsafe(chunkBytes)
  const length = readSync(from, buffer, 0, chunkBytes, position)
  for (let done = 0; done < length;) done += writeSync(to, buffer, done, length - done)
  return length
}

/** Where the first line begins that lies wholly after a position. */
function lineAfter(file: number, position: number): number {
  const buffer = Buffer.allocUnsafe(chunkBytes)
  const length = readSync(file, buffer, 0, chunkBytes, position)
  const at = buffer.subarray(0, length).indexOf(newline)
  return at < 0 ? position : position + at + 1
}
