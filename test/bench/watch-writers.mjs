// A process of its own, so that it does not share a thread with what is measured:
//   node watch-writers.mjs ENDPOINT WRITERS IN_FLIGHT SECONDS COUNT PER_TXN
// Each writer puts values of 200 bytes one after the other (IN_FLIGHT at a time, PER_TXN in each transaction; 1: without one),
// until the seconds are over or COUNT puts were made in all. Sends { begunMs, acknowledgedMs } to its parent at the end: by writer, by put, milliseconds since 1970.
import { connect } from 'node:http2'

const [endpoint, ...numbers] = process.argv.slice(2)
const [writers, inFlight, seconds, count, perTxn] = numbers.map(Number)
const now = () => performance.timeOrigin + performance.now()
const value = Buffer.alloc(200, 'v')
let made = 0

/** A field that holds bytes; shorter than 2 MiB. */
function field(number, bytes) {
  const size = [bytes.length & 0x7f, (bytes.length >> 7) & 0x7f, bytes.length >> 14]
  return Buffer.concat([Buffer.of((number << 3) | 2, 0x80 | size[0], 0x80 | size[1], size[2]), bytes])
}

/** A PutRequest: key 1, value 2. */
const putRequest = (key) => Buffer.concat([field(1, Buffer.from(key)), field(2, value)])

/** A TxnRequest: success 2, of RequestOps: request_put 2. */
const txnRequest = (keys) => Buffer.concat(keys.map((key) => field(2, field(2, putRequest(key)))))

function call(session, method, message) {
  const framed = Buffer.alloc(5 + message.length)
  framed.writeUInt32BE(message.length, 1)
  framed.set(message, 5)
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/etcdserverpb.KV/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const check = (headers) => {
      if (![undefined, '0'].includes(headers['grpc-status'])) reject(new Error(headers['grpc-message']))
    }
    stream.on('response', check).on('trailers', check).on('error', reject).on('close', resolve)
    stream.resume()
    stream.end(framed)
  })
}

const put = (session, keys) =>
  perTxn === 1 ? call(session, 'Put', putRequest(keys[0])) : call(session, 'Txn', txnRequest(keys))

async function write(writer, until) {
  const session = connect(endpoint)
  const acknowledgedMs = []
  let next = 0
  const putNext = async () => {
    while (now() < until && made < count) {
      const size = Math.min(perTxn, count - made)
      made += size
      const from = next
      next += size
      const places = Array.from({ length: size }, (_, i) => from + i)
      await put(
        session,
        places.map((n) => `/bench/w${writer}/${String(n).padStart(8, '0')}`),
      )
      for (const n of places) acknowledgedMs[n] = now()
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
