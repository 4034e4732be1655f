import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { fail } from '../../shared/failure'
import type { ClusterRecord } from './cluster-file'
import { etcdArgs } from './etcd-args'
import type { Member } from './member'
import type { PortOptions } from './member-ports'
import { lastWords } from './last-words'
import { endedForPort, holdsItsPorts, preparePorts } from './member-ports'

const pollMs = 60
const portAttempts = 5
const stopGraceMs = 3_000
// There is nothing to lose yet, and a member that waits for the others is slow to end.
const unformedGraceMs = 200

export interface StartMembersOptions {
  readonly cluster: ClusterRecord
  readonly all: readonly Member[]
  /** Which of them to start; those that run already are left alone. */
  readonly begin: readonly Member[]
  /** The folder of the cluster. */
  readonly dir: string
  /** The program of each of them. */
  readonly etcd: (member: Member) => string
  /** Milliseconds until it fails with `deadline`. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly ports: PortOptions
  /** Writes the record; called before a process is started and after. */
  readonly save: () => Promise<void>
  /** One sentence: what is waited for. */
  readonly report: (message: string) => void
}

/**
 * Starts members and waits until every member that runs is healthy and exactly one leads (when so few run that
 * there is no quorum: until they listen). Ports taken between choosing and binding are replaced and the start is
 * repeated, up to five times. When it fails without a quorum, or is canceled, what it began is stopped again.
 */
export async function startMembers(options: StartMembersOptions): Promise<void> {
  const { cluster, all, save, signal } = options
  const begin = options.begin.filter((member) => !member.running)
  for (let attempt = 1; ; attempt++) {
    await preparePorts(cluster, begin, options.ports)
    await save()
    try {
      throwIfCanceled(signal)
      await startAll(options, begin)
      // Should the app be killed before this is written, they are known again by their data folders.
      await save()
      return await waitReady(options, begin)
    } catch (error) {
      const forPort = begin.some((member) => !member.running && endedForPort(member))
      const working = all.filter((member) => member.row.state === 'healthy').length * 2 > all.length
      if (signal.aborted || forPort || !working)
        await endMembers(
          begin.filter((member) => member.running),
          cluster.formed && !cluster.preparing ? stopGraceMs : unformedGraceMs,
        )
      if (signal.aborted || !forPort || attempt === portAttempts) throw error
      // Nobody has used a cluster that never formed, and its first members may remember the old addresses.
      if (!cluster.formed)
        await Promise.all(begin.map((member) => rm(member.dataDir, { recursive: true, force: true })))
    }
  }
}

/** Starts them side by side; when one cannot be started at all, those that were are known when this fails. */
async function startAll(options: StartMembersOptions, begin: readonly Member[]): Promise<void> {
  const { cluster, dir, etcd } = options
  const started = await Promise.allSettled(
    begin.map((member) => member.start(etcd(member), etcdArgs(cluster, member.record, dir), cluster.env)),
  )
  const failed = started.find((each) => each.status === 'rejected')
  if (failed) throw failed.reason
}

/**
 * Ends members, the leader last, or one after the other while no leader is known: a leader that is asked to end
 * first tries for seven seconds to hand over to members that are ending too.
 */
export async function endMembers(members: readonly Member[], graceMs: number): Promise<void> {
  const leads = (member: Member) => member.row.role === 'leader'
  if (!members.some(leads)) {
    for (const member of members) await member.end(graceMs)
    return
  }
  await Promise.all(members.filter((member) => !leads(member)).map((member) => member.end(graceMs)))
  await Promise.all(members.filter(leads).map((member) => member.end(graceMs)))
}

async function waitReady(options: StartMembersOptions, begin: readonly Member[]): Promise<void> {
  const { all, signal, timeoutMs, report } = options
  const deadline = performance.now() + timeoutMs
  report(`Waiting for ${all.length === 1 ? 'the member' : 'the members'} to answer.`)
  for (;;) {
    await Promise.all(all.map((member) => member.refresh(signal)))
    throwIfCanceled(signal)
    const lost = begin.filter((member) => !member.running)
    const running = all.filter((member) => member.running && !member.isPaused)
    const quorum = running.length * 2 > all.length
    if (lost.some(endedForPort) || (lost.length > 0 && !quorum)) throw ended(lost)
    const waiting = await notReady(running, quorum)
    if (waiting.length === 0) {
      if (lost.length > 0) throw ended(lost)
      return
    }
    const names = waiting.map((member) => member.record.name).join(', ')
    const count = `${running.length - waiting.length} of ${all.length}`
    report(
      waiting.length === running.length && quorum
        ? `Waiting for a leader (${count} ready).`
        : `Waiting for ${names} (${count} ready).`,
    )
    if (performance.now() > deadline)
      throw fail('deadline', `${names} did not become healthy within ${Math.round(timeoutMs / 1000)} s.`)
    await delay(pollMs, undefined, { signal }).catch(() => undefined)
  }
}

async function notReady(running: readonly Member[], quorum: boolean): Promise<readonly Member[]> {
  const rows = running.map((member) => member.row)
  if (quorum && rows.every(({ state }) => state === 'healthy')) {
    if (rows.filter(({ role }) => role === 'leader').length !== 1) return running
  }
  const ready = await Promise.all(
    running.map(async (member) => {
      if (!quorum) return (await holdsItsPorts(member)) || member.row.state !== 'starting'
      return member.row.state === 'healthy' && (await holdsItsPorts(member))
    }),
  )
  return running.filter((_, i) => !ready[i])
}

function ended(lost: readonly Member[]): Error {
  const names = lost.map((member) => member.record.name).join(', ')
  const lines = lost.flatMap((member) => member.row.exit?.lastLogLines ?? [])
  const words = lastWords(lines)
  const why = words === undefined ? '.' : `: ${words}`
  return fail('precondition', `${names} ended while starting${why}`, { reason: lines.slice(-20).join('\n') })
}

function throwIfCanceled(signal: AbortSignal): void {
  if (signal.aborted) throw fail('canceled', 'Canceled.')
}
