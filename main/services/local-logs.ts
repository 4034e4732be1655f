import { implement } from '@orpc/server'
import { localLogsContract } from '../../shared/contract/local-logs'
import type { LogViews } from '../local/logs/log-views'
import type { Streams } from '../streams'

/** Serves {@link localLogsContract}. */
export function localLogsService(logs: LogViews, streams: Streams) {
  const os = implement(localLogsContract)
  return os.router({
    open: os.open.handler(({ input, signal }) => streams.serve((stop) => logs.open(input, stop), signal)),
    look: os.look.handler(({ input }) => logs.look(input.view, input.level, input.query)),
    rows: os.rows.handler(({ input }) => logs.find(input.view).rows(input)),
    next: os.next.handler(async ({ input }) => ({
      hit: await logs.find(input.view).next(input.row, input.backwards),
    })),
    placeOf: os.placeOf.handler(({ input }) => ({ place: logs.find(input.view).placeOf(input.row) })),
    save: os.save.handler(({ input, signal }) => streams.serve((stop) => logs.save(input, stop), signal)),
  })
}
