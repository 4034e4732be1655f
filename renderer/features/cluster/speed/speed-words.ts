import {
  etcdFigurePerSecond,
  latencyBoundsMs,
  speedLimits,
  speedLoads,
  type SpeedLoad,
  type SpeedResult,
} from '../../../../shared/contract/speed'
import { formatCount, formatMs } from '../../../ui/format'

const loadNames: Readonly<Record<SpeedLoad, string>> = {
  s: 'Small',
  m: 'Medium',
  l: 'Large',
  xl: 'Very large',
}

/** `Small · 150/s`. */
export const loadOptions = (Object.keys(speedLoads) as SpeedLoad[]).map((load) => ({
  value: load,
  text: `${loadNames[load]} · ${formatCount(speedLoads[load].perSecond)}/s`,
  name: loadNames[load],
}))

export interface Verdict {
  readonly tone: 'ok' | 'warn' | 'bad'
  readonly text: string
}

/** WAL fsync p99 and backend commit p99 above which etcd's own documentation calls a disk slow. */
const slowFsyncMs = 10
const slowCommitMs = 25
/** Half of etcd's usual heartbeat: a network that takes longer is felt in every write. */
const slowPeerMs = 50
const isBusyAt = 0.9

/** How it went, in sentences: first whether it passed, then what it was that held it up. */
export function verdictOf(result: SpeedResult): Verdict[] {
  const { verdict, load, perSecond, slowestMs, deviationMs, isStopped, failed } = result
  const wanted = speedLoads[load].perSecond
  const rate = `${formatCount(Math.round(perSecond))} writes/s`
  const lines: Verdict[] = []
  if (isStopped)
    lines.push({
      tone: 'warn',
      text: 'Stopped before its time: the figures are of what was written until then.',
    })
  if (failed > 0)
    lines.push({
      tone: 'bad',
      text: `${formatCount(failed)} of the writes failed: ${result.firstFailure?.message ?? 'no answer in time.'}`,
    })
  lines.push(
    verdict.throughput
      ? {
          tone: 'ok',
          text: `Throughput is right: ${rate} of the ${formatCount(wanted)} that were asked for.`,
        }
      : {
          tone: 'bad',
          text: `Throughput is too low: ${rate} of ${formatCount(wanted)}; at least ${Math.round(100 * speedLimits.share)} % pass.`,
        },
    verdict.slowest
      ? {
          tone: 'ok',
          text: `The slowest write took ${formatMs(slowestMs)}; up to ${speedLimits.slowestMs} ms pass.`,
        }
      : {
          tone: 'bad',
          text: `The slowest write took ${formatMs(slowestMs)}: only up to ${speedLimits.slowestMs} ms pass.`,
        },
    verdict.deviation
      ? {
          tone: 'ok',
          text: `Writes take about as long as each other: they deviate by ${formatMs(deviationMs)}.`,
        }
      : {
          tone: 'bad',
          text: `Writes take unevenly long: they deviate by ${formatMs(deviationMs)}; up to ${speedLimits.deviationMs} ms pass.`,
        },
  )
  return [...lines, ...causesOf(result)]
}

function causesOf({ members, clientBusy, verdict, load, perSecond }: SpeedResult): Verdict[] {
  const lines: Verdict[] = []
  const worst = (name: 'walFsyncP99Ms' | 'backendCommitP99Ms' | 'peerRoundTripP99Ms') =>
    members.reduce<(typeof members)[number] | undefined>(
      (most, each) => ((each[name] ?? -1) > (most?.[name] ?? -1) ? each : most),
      undefined,
    )
  const disk = worst('walFsyncP99Ms')
  if (disk?.walFsyncP99Ms !== undefined)
    lines.push(
      disk.walFsyncP99Ms > slowFsyncMs
        ? {
            tone: 'warn',
            text: `The disk of ${disk.name} is slow: its WAL fsync p99 was ${formatMs(disk.walFsyncP99Ms)}; etcd asks for less than ${slowFsyncMs} ms. Each write waits for a majority of the members' disks.`,
          }
        : {
            tone: 'ok',
            text: `The disks are fast enough: WAL fsync p99 was ${formatMs(disk.walFsyncP99Ms)} at most.`,
          },
    )
  const commit = worst('backendCommitP99Ms')
  if (commit?.backendCommitP99Ms !== undefined && commit.backendCommitP99Ms > slowCommitMs)
    lines.push({
      tone: 'warn',
      text: `Backend commits of ${commit.name} are slow: p99 was ${formatMs(commit.backendCommitP99Ms)}; etcd asks for less than ${slowCommitMs} ms.`,
    })
  const peer = worst('peerRoundTripP99Ms')
  if (peer?.peerRoundTripP99Ms !== undefined)
    lines.push(
      peer.peerRoundTripP99Ms > slowPeerMs
        ? {
            tone: 'warn',
            text: `The network between members is slow: ${peer.name} waited ${formatMs(peer.peerRoundTripP99Ms)} (p99) for a peer.`,
          }
        : {
            tone: 'ok',
            text: `The network between members is fast enough: ${formatMs(peer.peerRoundTripP99Ms)} (p99) to a peer at most.`,
          },
    )
  if (clientBusy > isBusyAt && !verdict.throughput)
    lines.push({
      tone: 'warn',
      text: 'etcdesk itself was busy all the time: it may be this machine that was measured, and not the cluster.',
    })
  if (load === 'l' || load === 'xl' || perSecond >= etcdFigurePerSecond)
    lines.push({
      tone: 'ok',
      text: `The etcd project's own benchmark is ${formatCount(etcdFigurePerSecond)} writes/s.`,
    })
  return lines
}

/** The bars of the histogram that hold something, with all between them: `≤ 4 ms`, `> 1 s`. */
export function barsOf(histogram: readonly number[]): { readonly label: string; readonly count: number }[] {
  const first = histogram.findIndex((count) => count > 0)
  const last = histogram.findLastIndex((count) => count > 0)
  if (first < 0) return []
  return histogram.slice(first, last + 1).map((count, i) => {
    const bound = latencyBoundsMs[first + i]
    return { label: bound === undefined ? `> ${latencyBoundsMs.at(-1)} ms` : `≤ ${bound} ms`, count }
  })
}
