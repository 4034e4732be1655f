import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js'
import { EtcdClient } from '../../main/etcd/client'
import {
  KV,
  RangeRequestSchema,
  RangeResponseSchema,
  RangeStreamResponseSchema,
  type RangeRequest,
  type RangeStreamResponse,
} from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { keyAfter } from '../../shared/etcd/range'

export interface RangeStreamProxy extends AsyncDisposable {
  /** Where it listens. */
  readonly endpoint: string
  /** How often RangeStream was called. */
  readonly calls: number
}

/**
 * A proxy in front of a real etcd that knows one method, RangeStream, which that etcd does not have: it forwards what
 * the etcd answers to Range, page by page at one revision, laid out as etcd 3.7 does it (its RangeStream design): a
 * header without a revision first, the revision with the first keys, count and more with the last.
 *
 * @param breakAfter ends with UNAVAILABLE after so many pages
 */
export async function startRangeStreamProxy(
  endpoints: readonly string[],
  { pageKeys, breakAfter = Infinity }: { readonly pageKeys: number; readonly breakAfter?: number },
): Promise<RangeStreamProxy> {
  const client = new EtcdClient({ endpoints })
  let calls = 0

  async function* answer(request: RangeRequest): AsyncGenerator<Partial<RangeStreamResponse>> {
    const page = (key: Uint8Array, revision: bigint) =>
      client.unary(KV.method.range, { ...request, key, revision, limit: BigInt(pageKeys) })
    const first = await page(request.key, request.revision)
    const { header, count } = first
    const revision = request.revision || (header?.revision ?? 0n)
    yield part({ header: header && { ...header, revision: 0n } })
    let kvs = first.kvs
    for (let pages = 1, more = first.more; ; pages++) {
      if (pages > breakAfter) throw new Error('as the test wants it')
      const last = kvs.at(-1)?.key
      const given = { kvs, header: pages === 1 ? { revision: header?.revision } : undefined }
      if (!more || !last) return yield part({ ...given, count })
      yield part(given)
      ;({ kvs, more } = await page(keyAfter(last), revision))
    }
  }

  const part = (init: Parameters<typeof create<typeof RangeResponseSchema>>[1]) => ({
    rangeResponse: create(RangeResponseSchema, init),
  })

  const server = new Server()
  const serializeNothing = () => Buffer.alloc(0)
  server.addService(
    {
      RangeStream: {
        path: `/${KV.typeName}/${KV.method.rangeStream.name}`,
        requestStream: false,
        responseStream: true,
        requestSerialize: serializeNothing,
        requestDeserialize: (bytes: Buffer) => fromBinary(RangeRequestSchema, bytes),
        responseSerialize: (value: Partial<RangeStreamResponse>) =>
          Buffer.from(toBinary(RangeStreamResponseSchema, create(RangeStreamResponseSchema, value))),
        responseDeserialize: (bytes: Buffer) => fromBinary(RangeStreamResponseSchema, bytes),
      },
    },
    {
      RangeStream: (call: ServerWritableStream<RangeRequest, Partial<RangeStreamResponse>>) => {
        calls += 1
        const write = async () => {
          for await (const each of answer(call.request)) call.write(each)
          call.end()
        }
        write().catch((error: unknown) =>
          call.emit('error', { code: status.UNAVAILABLE, details: String(error) }),
        )
      },
    },
  )
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  return {
    endpoint: `http://127.0.0.1:${port}`,
    get calls() {
      return calls
    },
    async [Symbol.asyncDispose]() {
      server.forceShutdown()
      await client.close()
    },
  }
}
