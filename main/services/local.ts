import { implement } from '@orpc/server'
import { localContract } from '../../shared/contract/local'
import type { LocalClusters } from '../local/local-clusters'
import type { Streams } from '../streams'

/** Serves {@link localContract}. */
export function localService(clusters: LocalClusters, streams: Streams) {
  const os = implement(localContract)
  return os.router({
    list: os.list.handler(() => clusters.list()),
    watch: os.watch.handler(({ signal }) => streams.serve((stop) => clusters.watch(stop), signal)),
    create: os.create.handler(({ input, signal }) => clusters.create(input, signal)),
    start: os.start.handler(({ input, signal }) => clusters.start(input.id, { signal })),
    stop: os.stop.handler(({ input }) => clusters.stop(input.id)),
    remove: os.remove.handler(({ input }) => clusters.remove(input.id, input.confirmName)),
    startMember: os.startMember.handler(({ input, signal }) =>
      clusters.start(input.id, { member: input.member, signal }),
    ),
    stopMember: os.stopMember.handler(({ input }) => clusters.stop(input.id, input.member)),
    killMember: os.killMember.handler(({ input }) => clusters.kill(input.id, input.member)),
    pauseMember: os.pauseMember.handler(({ input }) => clusters.pauseMember(input.id, input.member)),
    resumeMember: os.resumeMember.handler(({ input }) => clusters.resumeMember(input.id, input.member)),
    restartMember: os.restartMember.handler(({ input, signal }) =>
      clusters.restartMember(input.id, input.member, { engineId: input.engineId, signal }),
    ),
    wipeMember: os.wipeMember.handler(({ input, signal }) =>
      clusters.wipeMember(input.id, input.member, signal),
    ),
    addMember: os.addMember.handler(({ input, signal }) => clusters.addMember(input.id, input, signal)),
    removeMember: os.removeMember.handler(({ input }) =>
      clusters.removeMember(input.id, input.member, { deleteData: input.deleteData }),
    ),
    setLink: os.setLink.handler(({ input }) => clusters.setLink(input.id, input)),
    setOnExit: os.setOnExit.handler(({ input }) => clusters.setOnExit(input.id, input.onExit)),
  })
}
