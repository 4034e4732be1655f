import { implement } from '@orpc/server'
import { speedContract } from '../../shared/contract/speed'
import type { SpeedChecks } from '../speed/speed-checks'
import type { Streams } from '../streams'

/** Serves {@link speedContract}. */
export function speedService(checks: SpeedChecks, streams: Streams) {
  const os = implement(speedContract)
  const never = new AbortController().signal
  return os.router({
    plan: os.plan.handler(({ input: { connectionId, ...request }, signal = never }) =>
      checks.plan(connectionId, request, signal),
    ),
    run: os.run.handler(({ input: { connectionId, ...request }, signal }) =>
      streams.serve((left) => checks.run(connectionId, request, left), signal),
    ),
    stop: os.stop.handler(({ input }) => checks.stop(input.connectionId)),
  })
}
