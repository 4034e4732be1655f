import { implement } from '@orpc/server'
import { connectionsContract } from '../../shared/contract/connections'
import type { Connections } from '../connections/connections'
import type { Streams } from '../streams'

export function connectionsService(connections: Connections, streams: Streams) {
  const os = implement(connectionsContract)
  return os.router({
    watch: os.watch.handler(({ signal }) => streams.serve((stop) => connections.watch(stop), signal)),
    add: os.add.handler(({ input }) => connections.add(input)),
    update: os.update.handler(({ input: { id, ...profile } }) => connections.update(id, profile)),
    remove: os.remove.handler(({ input }) => connections.remove(input.id)),
    test: os.test.handler(({ input: { password, ...profile }, signal }) =>
      connections.test(profile, password, signal),
    ),
    open: os.open.handler(({ input: { id, password }, signal }) => connections.open(id, password, signal)),
    close: os.close.handler(({ input }) => connections.close(input.id)),
  })
}
