import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { fail, type FailureError } from '../../shared/failure'
import { canceled } from '../etcd/abort'
import { findConnectionError } from '../etcd/connection-errors'
import type { EtcdTls } from '../etcd/tls'
import { ScrapeReader, type Scrape } from './scrape'

const timeoutMs = 4_000
/** A member of a large cluster tells some 200 kB. */
const maxBytes = 16 << 20

/** Asks members for their metrics, over connections that are kept until `close`. */
export class MetricsAgent {
  readonly #plain = new http.Agent({ keepAlive: true })
  readonly #secure: https.Agent

  /** @param tls for https addresses: the connection's own authority and client certificate */
  constructor(tls: EtcdTls | undefined) {
    const pem = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes)
    this.#secure = new https.Agent({
      keepAlive: true,
      ca: pem(tls?.ca),
      cert: pem(tls?.cert),
      key: pem(tls?.key),
      // An address is no server name (RFC 6066); Node compares the certificate with the host itself then.
      servername: tls?.serverName && !isIP(tls.serverName) ? tls.serverName : undefined,
    })
  }

  /**
   * One scrape of the page at `url`, read as it comes. Fails with a sentence about what is there instead: `unavailable`,
   * `deadline` after 4 s, `unauthenticated`, or `precondition` for what is no metrics page of etcd; `canceled` on abort.
   */
  scrape(url: string, signal: AbortSignal): Promise<Scrape> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(canceled())
      const isSecure = url.startsWith('https:')
      const request = (isSecure ? https : http).get(url, {
        agent: isSecure ? this.#secure : this.#plain,
        headers: { accept: 'text/plain;version=0.0.4' },
      })
      const timer = setTimeout(() => give(() => reject(silent(url))), timeoutMs)
      const onAbort = () => give(() => reject(canceled()))
      signal.addEventListener('abort', onAbort, { once: true })
      const settle = (act: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        act()
      }
      const give = (act: () => void) => {
        settle(act)
        request.destroy()
      }
      request.on('error', (error) => settle(() => reject(explain(error, url))))
      request.on('response', (response) => {
        if (response.statusCode !== 200) {
          return give(() => reject(notMetrics(url, `It answers with HTTP status ${response.statusCode}.`)))
        }
        const reader = new ScrapeReader()
        let bytes = 0
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          bytes += text.length
          if (bytes > maxBytes) give(() => reject(notMetrics(url, 'What it sends has no end.')))
          else reader.text.push(text)
        })
        response.on('error', (error) => settle(() => reject(explain(error, url))))
        response.on('end', () => {
          const scrape = reader.finish(Date.now(), performance.now())
          settle(() =>
            scrape ? resolve(scrape) : reject(notMetrics(url, 'What it sends are no figures of etcd.')),
          )
        })
      })
    })
  }

  close(): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }
}

function notMetrics(url: string, reason: string): FailureError {
  return fail('precondition', `There are no metrics of etcd at ${url}.`, {
    reason,
    details: { endpoint: url },
  })
}

function silent(url: string): FailureError {
  return fail('deadline', `Nothing at ${url} answered within ${timeoutMs / 1000} s.`, {
    details: { endpoint: url },
  })
}

function explain(error: NodeJS.ErrnoException, url: string): FailureError {
  // What a client URL says that serves gRPC alone (`--listen-client-http-urls`): HTTP/2 frames.
  if (error.code?.startsWith('HPE_'))
    return notMetrics(url, 'It speaks no HTTP/1.1: etcd may serve HTTP at an address of its own.')
  const reason = `${error.code ?? ''} ${error.message}`.trim()
  const known = findConnectionError(reason)
  if (known) {
    const details = { endpoint: url, problem: known.problem }
    return fail(known.code, known.message.replace('%', url), { reason: error.message, details })
  }
  return fail('unavailable', `${url} broke off before it told its metrics.`, {
    reason,
    details: { endpoint: url },
  })
}
