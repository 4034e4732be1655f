import { create, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RangeStreamResponseSchema } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { RangeScanner } from '../../../main/keyindex/range-scanner'
import { StreamScanner } from '../../../main/keyindex/stream-scanner'

const key = fc.uint8Array({ minLength: 1, maxLength: 40 })
const kv = fc.record({ key, modRevision: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }) })
const parts = fc.array(fc.array(kv), { maxLength: 6 })

/** A message as gRPC sends it. */
function framed(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + message.length)
  new DataView(bytes.buffer).setUint32(1, message.length)
  bytes.set(message, 5)
  return bytes
}

/** The bytes of a call as etcd 3.7 lays it out: a header alone, keys in parts, revision first and count last. */
function callBytes(lists: readonly (readonly { key: Uint8Array; modRevision: bigint }[])[]): Uint8Array {
  const total = BigInt(lists.flat().length)
  const messages = [
    { header: { clusterId: 7n, raftTerm: 2n } },
    ...lists.map((kvs, at) => ({ kvs: [...kvs], header: at === 0 ? { revision: 99n } : undefined })),
    { count: total },
  ].map((rangeResponse) =>
    framed(toBinary(RangeStreamResponseSchema, create(RangeStreamResponseSchema, { rangeResponse }))),
  )
  return Uint8Array.from(messages.flatMap((message) => [...message]))
}

function scan(bytes: Uint8Array, sizes: readonly number[]) {
  const keys: Uint8Array[] = []
  const scanner = new RangeScanner((source, from, to) => keys.push(source.slice(from, to)))
  const stream = new StreamScanner(scanner)
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1
    stream.push(bytes.subarray(at, at + size))
    at += size
  }
  return { keys, scanner, stream }
}

test('whatever pieces a stream comes in, its keys, revision and count are those of all its messages', () => {
  fc.assert(
    fc.property(parts, fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 }), (lists, sizes) => {
      const { keys, scanner, stream } = scan(callBytes(lists), sizes)
      expect(keys).toEqual(lists.flat().map((each) => each.key))
      expect(scanner.count).toBe(keys.length)
      expect(scanner.revision).toBe(lists.length > 0 ? 99n : 0n)
      expect(stream.isWhole).toBe(true)
    }),
  )
})

test('a stream that is cut off inside a message is not whole', () => {
  const bytes = callBytes([[{ key: new Uint8Array(30).fill(97), modRevision: 5n }]])
  for (let length = 1; length < 40; length++) {
    const { stream } = scan(bytes.subarray(0, bytes.length - length), [16])
    // Between two messages it may end; the count tells that the last one is missing.
    if (length !== 9) expect(stream.isWhole, `${length} bytes short`).toBe(false)
  }
})

test('fields that a later etcd adds are passed over', () => {
  const known = toBinary(
    RangeStreamResponseSchema,
    create(RangeStreamResponseSchema, { rangeResponse: { count: 3n } }),
  )
  const message = Uint8Array.of(0x12, 2, 1, 2, 0x18, 0x96, 0x01, ...known)
  const { scanner, stream } = scan(framed(message), [1])
  expect(scanner.count).toBe(3)
  expect(stream.isWhole).toBe(true)
})
