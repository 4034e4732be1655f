import { fromBinary } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { speedKeyBytes, speedValueBytes } from '../../../shared/contract/speed'
import { PutRequestSchema } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { loadKey, putMaker } from '../../../main/speed/load-keys'

test('each put is a request with a key of its own, in the order of the numbers', () => {
  const put = putMaker('/folder/', 77n)
  let last = ''
  for (const at of [0, 1, 9, 10, 99_999, 900_000]) {
    const { key, value, lease } = fromBinary(PutRequestSchema, put(at))
    const text = Buffer.from(key).toString()
    expect(text).toBe(loadKey('/folder/', at).toString())
    expect(text).toMatch(new RegExp(`^/folder/0*${at}$`))
    expect([key.length, value.length, lease]).toEqual([speedKeyBytes, speedValueBytes, 77n])
    expect(text > last).toBe(true)
    last = text
  }
})
