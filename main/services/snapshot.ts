import { implement } from '@orpc/server'
import { snapshotContract } from '../../shared/contract/snapshot'
import { fail } from '../../shared/failure'
import type { Platform } from '../platform'
import type { Snapshots } from '../snapshot/snapshots'
import type { Streams } from '../streams'

/** Serves {@link snapshotContract}. */
export function snapshotService(snapshots: Snapshots, platform: Platform, streams: Streams) {
  const os = implement(snapshotContract)
  const never = new AbortController().signal
  return os.router({
    list: os.list.handler(({ signal }) => streams.serve((stop) => snapshots.library.follow(stop), signal)),
    offer: os.offer.handler(({ input, signal = never }) => snapshots.offer(input.connectionId, signal)),
    save: os.save.handler(({ input, signal }) =>
      streams.serve((stop) => snapshots.save(input, stop), signal),
    ),
    verify: os.verify.handler(({ input, signal }) =>
      streams.serve((stop) => snapshots.verify(input.id, stop), signal),
    ),
    check: os.check.handler(({ input, signal }) =>
      streams.serve((stop) => snapshots.check(input.path, stop), signal),
    ),
    prove: os.prove.handler(({ input, signal = never }) => snapshots.prove(input, signal)),
    remove: os.remove.handler(({ input }) => snapshots.remove(input.id, input.deleteFile)),
    reveal: os.reveal.handler(async ({ input }) => {
      if (!platform.revealFile)
        throw fail('precondition', 'The browser host cannot show a file: copy its path instead.')
      const { path, file } = await snapshots.library.row(input.id)
      if (file === 'missing') throw fail('notFound', `There is no file ${path} any more.`)
      platform.revealFile(path)
    }),
  })
}
