import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Who may talk to the browser host. The printed token can be traded once for a session key; every request must
 * name this very address as Host (so a foreign name that resolves here gets nothing), and every change of
 * state must come from our own page (Origin).
 */
export class Access {
  #token: string | undefined = randomBytes(24).toString('base64url')
  readonly #session = randomBytes(32).toString('base64url')
  #authority = ''

  get token(): string | undefined {
    return this.#token
  }

  /** `127.0.0.1:PORT`, known once the server listens. */
  set authority(value: string) {
    this.#authority = value
  }

  isOurHost(request: IncomingMessage): boolean {
    return request.headers.host === this.#authority
  }

  isOurOrigin(request: IncomingMessage): boolean {
    return request.headers.origin === `http://${this.#authority}`
  }

  /** Trades the one-time token for the session key; a second try gives nothing. */
  redeem(token: string | string[] | undefined): string | undefined {
    if (typeof token !== 'string' || this.#token === undefined || !equal(token, this.#token)) return undefined
    this.#token = undefined
    return this.#session
  }

  /** True when the WebSocket's subprotocols carry the session key (browsers cannot send other headers there). */
  hasSession(request: IncomingMessage): boolean {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
    return offered.some((each) => equal(each, `etcdesk.${this.#session}`))
  }
}
