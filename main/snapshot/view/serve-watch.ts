import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { setImmediate } from 'node:timers/promises'
import type { ResponseHeader } from '../../etcd/gen/etcdserverpb/header_pb'
import {
  WatchRequestSchema,
  WatchResponseSchema,
  type WatchCreateRequest,
} from '../../etcd/gen/etcdserverpb/watch_pb'
import type { OpenFile } from './open-file'
import { readEvents } from './read-events'
import type { ServedCall } from './serve'

type Send = (message: MessageInitShape<typeof WatchResponseSchema>) => Promise<void>

/** About no watcher: how etcd marks a progress that was asked for. */
const noWatcher = -1n

/**
 * Watches over a file: what is in it from their start revisions on, and then silence, as nothing ever changes. What comes
 * on a stream is done in order: who asks for progress has got everything before.
 */
export async function serveWatch(file: OpenFile, call: ServedCall, header: ResponseHeader): Promise<void> {
  const send: Send = async (message) => {
    const bytes = toBinary(WatchResponseSchema, create(WatchResponseSchema, { header, ...message }))
    await call.send(bytes.length, [bytes])
  }
  let lastId = -1n
  for await (const bytes of call.requests) {
    const { requestUnion: request } = fromBinary(WatchRequestSchema, bytes)
    if (request.case === 'cancelRequest') await send({ watchId: request.value.watchId, canceled: true })
    else if (request.case === 'progressRequest') await send({ watchId: noWatcher })
    else if (request.case === 'createRequest') {
      lastId = request.value.watchId > 0n ? request.value.watchId : lastId + 1n
      await replay(file, { ...request.value, watchId: lastId }, send)
    }
  }
}

async function replay(file: OpenFile, request: WatchCreateRequest, send: Send): Promise<void> {
  const { compactRevision, revision } = file.loaded
  const { watchId } = request
  await send({ watchId, created: true })
  const from = request.startRevision > 0n ? Number(request.startRevision) : revision + 1
  if (from < compactRevision)
    return send({ watchId, canceled: true, compactRevision: BigInt(compactRevision) })
  for (const events of readEvents(file, request, from)) {
    await send({ watchId, events })
    await setImmediate()
  }
  // Everything up to the newest revision was told: who waits for progress has it.
  if (from <= revision) await send({ watchId })
}
