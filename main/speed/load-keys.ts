import { create, toBinary } from '@bufbuild/protobuf'
import { randomBytes } from 'node:crypto'
import { speedKeyBytes, speedValueBytes } from '../../shared/contract/speed'
import { PutRequestSchema } from '../etcd/gen/etcdserverpb/kv_pb'

/** The key with a number, `speedKeyBytes` long: keys sort as their numbers do. */
export function loadKey(prefix: string, at: number): Buffer {
  return Buffer.from(prefix + String(at).padStart(speedKeyBytes - prefix.length, '0'))
}

/** Makes the bytes of one put after the other: all alike but for the number in the key. */
export function putMaker(prefix: string, lease: bigint): (at: number) => Buffer {
  const first = loadKey(prefix, 0)
  const value = randomBytes(speedValueBytes)
  const template = Buffer.from(
    toBinary(PutRequestSchema, create(PutRequestSchema, { key: first, value, lease })),
  )
  const keyEnd = template.indexOf(first) + first.length
  return (at) => {
    const request = Buffer.from(template)
    const digits = String(at)
    request.write(digits, keyEnd - digits.length, 'latin1')
    return request
  }
}
