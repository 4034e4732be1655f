import { connect, type ClientHttp2Session } from 'node:http2'
import { create, toBinary } from '@bufbuild/protobuf'
import { PutRequestSchema } from '../../main/etcd/gen/etcdserverpb/kv_pb'

const sessions = 2
const inFlight = 200

/**
 * Writes `count` revisions, one put each: gRPC by hand, as a client that does more for each call would take a quarter of
 * an hour for a million. The order in which they are committed is not that of `i`.
 */
export async function putEach(
  endpoint: string,
  count: number,
  put: (i: number) => { readonly key: Uint8Array; readonly value: Uint8Array },
): Promise<void> {
  let next = 0
  const body = (): Buffer => {
    const message = toBinary(PutRequestSchema, create(PutRequestSchema, put(next++)))
    const framed = Buffer.alloc(5 + message.length)
    framed.writeUInt32BE(message.length, 1)
    framed.set(message, 5)
    return framed
  }
  const putOn = async (session: ClientHttp2Session) => {
    while (next < count) await putOne(session, body())
  }
  const open = Array.from({ length: sessions }, () => connect(endpoint))
  try {
    await Promise.all(open.flatMap((session) => Array.from({ length: inFlight }, () => putOn(session))))
  } finally {
    for (const session of open) session.close()
  }
}

function putOne(session: ClientHttp2Session, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ...{ ':method': 'POST', ':path': '/etcdserverpb.KV/Put' },
      ...{ 'content-type': 'application/grpc', te: 'trailers' },
    })
    const check = (headers: Record<string, unknown>) => {
      const status = headers['grpc-status']
      if (status !== undefined && status !== '0')
        reject(new Error(`A put failed: ${String(headers['grpc-message'])}`))
    }
    stream.on('response', check).on('trailers', check).on('error', reject).on('close', resolve)
    stream.resume()
    stream.end(body)
  })
}
