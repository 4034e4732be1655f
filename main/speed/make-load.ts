import { performance } from 'node:perf_hooks'
import { toFailure, type Failure } from '../../shared/failure'
import { onAbort } from '../etcd/abort'
import { ByteCalls } from '../etcd/byte-calls'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { Latencies } from './latencies'
import { putMaker } from './load-keys'
import type { LoadJob, LoadProgress, LoadResult } from './protocol'

const path = `/${KV.typeName}/${KV.method.put.name}`
const tickMs = 4
const tellMs = 500
/** A cluster that fails so many puts is not to be measured any further. */
const maxFailed = 100
/** How long answers are waited for after the last put. */
const drainMs = 10_000
/** More calls on one connection wait for each other. */
const callsOfOne = 250

/**
 * Puts keys at a rate, with so many on their way at most, for so many seconds: what cannot be sent in that time is not
 * sent. Ends early when too many fail, or when the signal aborts; what was measured is told in any case.
 */
export async function makeLoad(
  job: LoadJob,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadResult> {
  const { targets, perSecond, inFlight: maxInFlight, seconds } = job
  const each = Math.ceil(maxInFlight / callsOfOne / targets.length)
  const calls = await Promise.all(
    targets.flatMap((target) => Array.from({ length: each }, () => ByteCalls.open(target))),
  )
  const put = putMaker(job.prefix, job.lease)
  const latencies = new Latencies()
  const eachSecond: number[] = []
  const busyBefore = performance.eventLoopUtilization()
  const begun = performance.now()
  let sent = 0
  let inFlight = 0
  let failed = 0
  let firstFailure: Failure | undefined
  let wake = () => {}
  const elapsed = () => performance.now() - begun
  const isOver = () => signal.aborted || failed >= maxFailed || elapsed() >= seconds * 1_000

  function send() {
    const at = sent++
    const from = performance.now()
    inFlight++
    const connection = calls[at % calls.length] as ByteCalls
    connection
      .call(path, put(at))
      .then(() => {
        latencies.add(performance.now() - from)
        const second = Math.floor(elapsed() / 1_000)
        eachSecond[second] = (eachSecond[second] ?? 0) + 1
      })
      .catch((error: unknown) => {
        failed++
        firstFailure ??= toFailure(error)
      })
      .finally(() => {
        inFlight--
        wake()
      })
  }

  function sendDue() {
    if (isOver()) return
    const due = Math.min(perSecond * seconds, Math.floor((elapsed() / 1_000) * perSecond) + 1)
    while (sent < due && inFlight < maxInFlight) send()
  }

  let toldAt = begun
  const tell = () => {
    const { count, ...quantiles } = latencies.recent()
    const now = performance.now()
    const rate = (count * 1_000) / Math.max(1, now - toldAt)
    toldAt = now
    onProgress({ seconds: elapsed() / 1_000, writes: latencies.count, failed, perSecond: rate, ...quantiles })
  }
  const ticking = setInterval(sendDue, tickMs)
  const telling = setInterval(tell, tellMs)
  try {
    await new Promise<void>((resolve) => {
      const check = setInterval(() => {
        if (!isOver()) return
        clearInterval(check)
        resolve()
      }, tickMs)
      const forget = onAbort(signal, () => {
        clearInterval(check)
        resolve()
        queueMicrotask(() => forget())
      })
    })
    clearInterval(ticking)
    const seconds = elapsed() / 1_000
    const drained = setTimeout(() => wake(), drainMs)
    while (inFlight > 0 && elapsed() < seconds * 1_000 + drainMs)
      await new Promise<void>((resolve) => (wake = resolve))
    clearTimeout(drained)
    const { utilization } = performance.eventLoopUtilization(busyBefore)
    const { length } = eachSecond
    return {
      ...{ seconds, sent, writes: latencies.count, failed: failed + inFlight, firstFailure },
      ...latencies.summary(),
      eachSecond: Array.from({ length }, (_, second) => eachSecond[second] ?? 0),
      clientBusy: utilization,
    }
  } finally {
    clearInterval(ticking)
    clearInterval(telling)
    for (const connection of calls) connection.close()
  }
}
