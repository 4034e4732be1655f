import { implement } from '@orpc/server'
import { watchContract, type WatchRow } from '../../shared/contract/watch'
import type { Connections } from '../connections/connections'
import { toKeyValue } from '../etcd/rows'
import { WatchCreateRequest_FilterType as FilterType } from '../etcd/gen/etcdserverpb/watch_pb'
import { watchRange, type WatchItem } from '../etcd/watch'
import type { WatchEvent } from '../etcd/watch-cursor'
import type { Streams } from '../streams'

function toRow({ type, kv, prevKv }: WatchEvent): WatchRow {
  const previous = prevKv && toKeyValue(prevKv)
  return type === 'put'
    ? { kind: 'put', kv: toKeyValue(kv), prevKv: previous }
    : { kind: 'delete', key: Uint8Array.from(kv.key), modRevision: kv.modRevision, prevKv: previous }
}

function toRows(item: WatchItem): readonly WatchRow[] {
  switch (item.kind) {
    case 'events':
      return item.events.map(toRow)
    case 'progress':
      return [{ kind: 'progress', revision: item.revision }]
    case 'interrupted':
      return [{ kind: 'interrupted', failure: item.reason }]
    case 'resumed':
      return [{ kind: 'resumed', endpoint: item.endpoint, fromRevision: item.fromRevision }]
  }
}

export function watchService(connections: Connections, streams: Streams) {
  const os = implement(watchContract)
  return os.router({
    open: os.open.handler(({ input: { connectionId, filters, ...range }, signal }) => {
      const client = connections.client(connectionId)
      const leftOut = filters?.map((each) => (each === 'noPut' ? FilterType.NOPUT : FilterType.NODELETE))
      const request = { ...range, filters: leftOut }
      return streams.serve(async function* (stop) {
        for await (const item of watchRange(client, request, stop)) yield toRows(item)
      }, signal)
    }),
  })
}
