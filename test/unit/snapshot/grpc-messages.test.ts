import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grpcMessages } from '../../../main/snapshot/grpc-messages'

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(bytes: Uint8Array, size: number): Promise<string[]> {
  const messages: string[] = []
  for await (const message of grpcMessages(inPieces(bytes, size)))
    messages.push(Buffer.from(message).toString('hex'))
  return messages
}

test('messages come whole, however they were cut on the way', async () => {
  const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 70 }), async (list, size) => {
      const bytes = Buffer.concat(list.map(framed))
      expect(await read(bytes, size)).toEqual(list.map((each) => Buffer.from(each).toString('hex')))
      if (bytes.length > 0) await expect(read(bytes.subarray(0, -1), size)).rejects.toThrow()
    }),
  )
})
