import { create, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RangeResponseSchema } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { RangeScanner } from '../../../main/keyindex/range-scanner'

const key = fc.uint8Array({ minLength: 1, maxLength: 300 })
const big = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
const response = fc.record({
  kvs: fc.array(
    fc.record({
      key,
      createRevision: big,
      modRevision: big,
      version: big,
      lease: big,
      value: fc.uint8Array(),
    }),
  ),
  header: fc.record({ revision: big, clusterId: big, memberId: big, raftTerm: big }),
  more: fc.boolean(),
  count: fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
})

test('whatever pieces a response comes in, its keys, revision and count are what the codec reads', () => {
  fc.assert(
    fc.property(response, fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 }), (init, sizes) => {
      const bytes = toBinary(RangeResponseSchema, create(RangeResponseSchema, init))
      const keys: Uint8Array[] = []
      const scanner = new RangeScanner((source, from, to) => keys.push(source.slice(from, to)))
      for (let at = 0, piece = 0; at < bytes.length; piece++) {
        const size = sizes[piece % sizes.length] ?? 1
        scanner.push(bytes.subarray(at, at + size))
        at += size
      }
      expect(keys).toEqual(init.kvs.map((kv) => kv.key))
      expect(scanner.revision).toBe(init.header.revision)
      expect(scanner.count).toBe(Number(init.count))
      expect(scanner.isWhole).toBe(true)
    }),
  )
})

test('a message that is cut off is not whole', () => {
  const init = { kvs: [{ key: new Uint8Array(40).fill(97) }], count: 1n }
  const bytes = toBinary(RangeResponseSchema, create(RangeResponseSchema, init))
  const scanner = new RangeScanner(() => {})
  scanner.push(bytes.subarray(0, bytes.length - 10))
  expect(scanner.isWhole).toBe(false)
})
