import { implement } from '@orpc/server'
import { searchContract } from '../../shared/contract/search'
import type { Connections } from '../connections/connections'
import { searchValues } from '../search/search-values'
import type { Streams } from '../streams'

export function searchService(connections: Connections, streams: Streams) {
  const os = implement(searchContract)
  return os.router({
    values: os.values.handler(({ input: { connectionId, ...search }, signal }) => {
      const client = connections.client(connectionId)
      return streams.serve((stop) => searchValues(client, search, stop), signal)
    }),
  })
}
