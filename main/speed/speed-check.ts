import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  speedFolder,
  speedLimits,
  speedLoads,
  type SpeedProgress,
  type SpeedResult,
} from '../../shared/contract/speed'
import { FailureError } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { runJob } from '../job-thread'
import { cleanUp, type Written } from './clean-up'
import { MemberLoad } from './member-load'
import { planSpeed, type SpeedRequest } from './plan-speed'
import type { LoadJob, LoadProgress, LoadResult } from './protocol'

/** The thread's program: beside the built main; from the sources (tests) where the set-up built it. */
const program = () => process.env['ETCDESK_SPEED_WORKER'] ?? join(__dirname, 'speed.js')
/** The lease outlives the check by so much: time for the clean-up, and no longer. */
const spareSeconds = 60

/** Aborted when the writing shall end now; and when the app ends, which leaves little time to clean up. */
export interface SpeedSignals {
  readonly stop: AbortSignal
  readonly quit: AbortSignal
}

/** Carries out a check as `SpeedContract.run` says. Whatever ends it, what it wrote is deleted before this is over. */
export async function* speedCheck(
  client: EtcdClient,
  request: SpeedRequest,
  { left, stop, quit }: SpeedSignals & { readonly left: AbortSignal },
): AsyncGenerator<SpeedProgress | SpeedResult, void, void> {
  const { plan, status } = await planSpeed(client, request, left)
  if (plan.problem) throw new FailureError(plan.problem)
  const { seconds: totalSeconds, load } = request
  const leaseSeconds = totalSeconds + spareSeconds
  const prefix = `${speedFolder}${randomBytes(8).toString('hex')}/`
  const { id: lease } = await client.unary(
    Lease.method.leaseGrant,
    { ttl: BigInt(leaseSeconds) },
    { signal: left },
  )
  const members = new MemberLoad(client, status)
  let written: Written | undefined = { client, prefix, lease, sent: plan.writes }
  const base = { kind: 'progress', totalSeconds, totalWrites: plan.writes } as const
  try {
    const targets = await Promise.all(
      client.endpoints.map((each) => client.target(left, each).catch(() => undefined)),
    )
    const reached = targets.flatMap((target) => target ?? [])
    const job: LoadJob = {
      targets: reached.length > 0 ? reached : [await client.target(left)],
      ...{ prefix, lease, seconds: totalSeconds, ...speedLoads[load] },
    }
    yield { ...base, phase: 'write', seconds: 0, writes: 0, failed: 0, perSecond: 0 }
    const before = await members.ask(left)
    const running = runJob<LoadProgress, LoadResult>({ program: program(), job, softly: stop }, left)
    const { sent, ...measured } = yield* mapped(running, (progress): SpeedProgress => ({
      ...base,
      phase: 'write',
      ...progress,
    }))
    const after = await members.ask(left)
    const cleaning = cleanUp({ ...written, sent }, quit)
    const failure = yield* mapped(cleaning, (gone): SpeedProgress => ({
      ...base,
      ...{
        phase: 'clean',
        writes: gone,
        totalWrites: sent,
        seconds: measured.seconds,
        failed: measured.failed,
        perSecond: 0,
      },
    }))
    written = undefined
    const perSecond = measured.writes / Math.max(0.001, measured.seconds)
    yield {
      kind: 'done',
      ...{ load, perSecond, ...measured },
      members: members.between(before, after),
      isStopped: stop.aborted,
      verdict: {
        throughput: perSecond >= speedLimits.share * speedLoads[load].perSecond,
        slowest: measured.slowestMs <= speedLimits.slowestMs,
        deviation: measured.deviationMs <= speedLimits.deviationMs,
      },
      leftBehind: failure && { failure, leaseSeconds },
    }
  } finally {
    members.close()
    if (written) for await (const gone of cleanUp(written, quit)) void gone
  }
}

/** What a generator yields, made into something else; returns what it returns. */
async function* mapped<A, B, R>(
  source: AsyncGenerator<A, R, void>,
  make: (item: A) => B,
): AsyncGenerator<B, R, void> {
  try {
    for (;;) {
      const next = await source.next()
      if (next.done) return next.value
      yield make(next.value)
    }
  } finally {
    await source.return(undefined as R)
  }
}
