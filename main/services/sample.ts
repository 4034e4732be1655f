import { implement } from '@orpc/server'
import { sampleContract } from '../../shared/contract/sample'
import type { Samples } from '../sample/samples'
import type { Streams } from '../streams'

/** Serves {@link sampleContract}. */
export function sampleService(samples: Samples, streams: Streams) {
  const os = implement(sampleContract)
  return os.router({
    watch: os.watch.handler(({ signal }) => streams.serve((stop) => samples.watch(stop), signal)),
    fill: os.fill.handler(({ input, signal }) => samples.fill(input.clusterId, input.size, signal)),
    setLife: os.setLife.handler(({ input }) => samples.setLife(input.clusterId, input.isAlive)),
  })
}
