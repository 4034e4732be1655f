import { fail } from '../../shared/failure'
import { EtcdClient } from '../etcd/client'
import { clientOptions } from './client-options'
import type { Connections } from './connections'

export interface BorrowedClient {
  readonly client: EtcdClient
  /** To be called once, when it is not needed any more. */
  release(): Promise<void>
}

/**
 * A client for what goes on while a connection has no tab: the open session's, else one of its own. `notFound` when the
 * connection is gone, `unauthenticated` where it has a password, which only an open session knows.
 */
export async function borrowClient(connections: Connections, id: string): Promise<BorrowedClient> {
  const row = connections.rows().find((each) => each.id === id)
  if (!row) throw fail('notFound', 'There is no such connection any more.')
  if (row.state.kind === 'ready' || row.state.kind === 'lost')
    return { client: connections.client(id), release: async () => {} }
  if (row.user !== undefined)
    throw fail('unauthenticated', 'It goes on when this connection is opened: its password is not kept.')
  if (row.endpoints.length === 0) throw fail('unavailable', 'Nobody answers on this connection.')
  const client = new EtcdClient(await clientOptions(row))
  return { client, release: () => client.close() }
}
