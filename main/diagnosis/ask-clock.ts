import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { onAbort } from '../etcd/abort'
import type { EtcdTls } from '../etcd/tls'

const timeoutMs = 2_000

/** What an HTTP date tells of a clock. */
export interface SeenClock {
  /** Positive: ahead of this machine. */
  readonly offsetMs: number
  /** How wrong that may be: an HTTP date has whole seconds, and the answer was on its way. */
  readonly uncertaintyMs: number
}

/**
 * Compares a member's clock with this machine's by the date of its answer to `GET /version`, which etcd answers everybody. The
 * certificate is not judged: nothing is sent but the question. Undefined where no date comes; never throws.
 */
export function askClock(
  endpoint: string,
  tls: EtcdTls | undefined,
  signal: AbortSignal,
): Promise<SeenClock | undefined> {
  return new Promise((resolve) => {
    const begun = performance.now()
    const pem = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes)
    const name = tls?.serverName
    const url = `${endpoint}/version`
    const request = url.startsWith('https:')
      ? https.get(url, {
          ...{ agent: false, rejectUnauthorized: false, cert: pem(tls?.cert), key: pem(tls?.key) },
          servername: name && !isIP(name) ? name : undefined,
        })
      : http.get(url, { agent: false })
    const give = (clock: SeenClock | undefined) => {
      clearTimeout(timer)
      forget()
      request.destroy()
      resolve(clock)
    }
    const timer = setTimeout(() => give(undefined), timeoutMs)
    const forget = onAbort(signal, () => give(undefined))
    request.on('error', () => give(undefined))
    request.on('response', (response) => {
      const wayMs = performance.now() - begun
      const date = Date.parse(response.headers.date ?? '')
      if (Number.isNaN(date)) return give(undefined)
      // The date was cut to its second, and written somewhere on the way.
      give({ offsetMs: date + 500 - (Date.now() - wayMs / 2), uncertaintyMs: 500 + wayMs / 2 })
    })
  })
}
