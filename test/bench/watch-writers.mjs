// A process of its own, so that it does not share a thread with what is measured:
//   node watch-writers.mjs ENDPOINT WRITERS IN_FLIGHT SECONDS COUNT
// Each writer puts values of 200 bytes one after the other (IN_FLIGHT at a time), until the seconds are over or COUNT puts
// were made in all. Sends { begunMs, acknowledgedMs } to its parent at the end: by writer, by put, milliseconds since 1970.
import { connect } from 'node:http2'

const [endpoint, ...numbers] = process.argv.slice(2)
const [writers, inFlight, seconds, count] = numbers.map(Number)
const now = () => performance.timeOrigin + performance.now()
const value = Buffer.alloc(200, 'v')
let made = 0

/** A PutRequest (key 1, value 2; both shorter than 16 KiB) as one gRPC message. */
function putRequest(key) {
  const message = Buffer.concat([
    Buffer.of(0x0a, key.length),
    Buffer.from(key),
    Buffer.of(0x12, 0x80 | (value.length & 0x7f), value.length >> 7),
    value,
  ])
  const framed = Buffer.alloc(5 + message.length)
  framed.writeUInt32BE(message.length, 1)
  framed.set(message, 5)
  return framed
}

function put(session, key) {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/etcdserverpb.KV/Put',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const check = (headers) => {
      if (![undefined, '0'].includes(headers['grpc-status'])) reject(new Error(headers['grpc-message']))
    }
    stream.on('response', check).on('trailers', check).on('error', reject).on('close', resolve)
    stream.resume()
    stream.end(putRequest(key))
  })
}

async function write(writer, until) {
  const session = connect(endpoint)
  const acknowledgedMs = []
  let next = 0
  const putNext = async () => {
    while (now() < until && made < count) {
      made += 1
      const n = next++
      await put(session, `/bench/w${writer}/${String(n).padStart(8, '0')}`)
      acknowledgedMs[n] = now()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, putNext))
  session.close()
  return acknowledgedMs
}

const begunMs = now()
const until = begunMs + seconds * 1_000
const acknowledgedMs = await Promise.all(Array.from({ length: writers }, (_, i) => write(i, until)))
process.send({ begunMs, acknowledgedMs }, () => process.disconnect())
