import { implement } from '@orpc/server'
import { enginesContract } from '../../shared/contract/engines'
import type { Engines } from '../local/engines/engines'
import { installRows } from '../local/engines/install-rows'
import type { Streams } from '../streams'

/** Serves {@link enginesContract}. */
export function enginesService(engines: Engines, streams: Streams) {
  const os = implement(enginesContract)
  return os.router({
    list: os.list.handler(() => engines.list()),
    install: os.install.handler(({ input, signal }) =>
      streams.serve((stop) => installRows(engines, input.version, stop), signal),
    ),
  })
}
