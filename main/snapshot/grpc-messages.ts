import { damaged } from './bbolt/damaged'

const prefixBytes = 5
/** etcd sends 32 KiB at a time (3.6: 64); more than this is no answer of its. */
const maxMessageBytes = 64 * 1024 * 1024

/**
 * The messages in the bytes of a gRPC call, each behind a flag and four bytes of length. A message is a view that the next
 * one writes over.
 */
export async function* grpcMessages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let message = Buffer.allocUnsafeSlow(64 * 1024)
  let used = 0
  let needed = prefixBytes
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(needed - used, chunk.length - at)
      message.set(chunk.subarray(at, at + taken), used)
      used += taken
      at += taken
      if (used === prefixBytes && needed === prefixBytes) {
        needed += message.readUInt32BE(1)
        if (message[0] !== 0 || needed > maxMessageBytes) throw damaged('what came is no answer of etcd')
        if (needed > message.length) message = Buffer.concat([message], needed)
      }
      if (used < needed || used < prefixBytes) continue
      if (needed > prefixBytes) yield message.subarray(prefixBytes, needed)
      used = 0
      needed = prefixBytes
    }
  }
  if (used > 0) throw damaged('the answer was cut off')
}
