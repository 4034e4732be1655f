import { createORPCClient } from '@orpc/client'
import { RPCLink as MessagePortLink } from '@orpc/client/message-port'
import { RPCLink as WebSocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../shared/contract'
import { fail } from '../shared/failure'
import { readPulled, type PulledEvent } from '../shared/pulled'
import { wireSerializers } from '../shared/wire'

/** The typed client of the contract: the only way from the renderer to main. */
export type Client = ContractRouterClient<typeof contract>

const sessionKey = 'etcdesk.session'

/** Electron: one end of a fresh channel goes to main through the preload, which forwards exactly one port. */
function portLink() {
  const { port1, port2 } = new MessageChannel()
  window.postMessage('etcdesk:connect', window.location.origin, [port2])
  port1.start()
  // Electron before 29 tells an open port's `close` listeners (the link has one) while the page is torn down, where no script
  // may run: the page's process dies of it, and a reload with it. A closed port tells nobody.
  window.addEventListener('pagehide', () => port1.close(), { once: true })
  return new MessagePortLink({ port: port1, customJsonSerializers: wireSerializers })
}

/**
 * Browser host: the address printed in the terminal carries a one-time token behind `#`; it is traded for a
 * session key that stays in this origin's storage, so that a reload works and the token in the address does not.
 */
async function session(): Promise<string> {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token) {
    history.replaceState(null, '', window.location.pathname)
    const answer = await fetch('/session', { method: 'POST', headers: { 'x-etcdesk-token': token } })
    if (answer.ok) localStorage.setItem(sessionKey, await answer.text())
  }
  const key = localStorage.getItem(sessionKey)
  if (!key) {
    throw fail(
      'unauthenticated',
      'Open the address that etcdesk printed in the terminal; each address works once.',
    )
  }
  return key
}

async function socketLink(onClose: () => void) {
  const key = await session()
  const socket = new WebSocket(`ws://${window.location.host}/rpc`, ['etcdesk', `etcdesk.${key}`])
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener(
      'error',
      () => {
        reject(
          fail(
            'unauthenticated',
            'etcdesk has been restarted: open the new address that it printed in the terminal.',
          ),
        )
      },
      { once: true },
    )
  })
  socket.addEventListener('close', onClose, { once: true })
  return new WebSocketLink({ websocket: socket, customJsonSerializers: wireSerializers })
}

/**
 * Connects to main over whatever this page runs on.
 *
 * @param onClose called once when main is gone (browser host only: Electron's window ends with its main)
 * @throws FailureError `unauthenticated` in the browser host without a valid token or session
 */
export async function connectClient(onClose: () => void): Promise<Client> {
  const link = window.location.protocol === 'http:' ? await socketLink(onClose) : portLink()
  return createORPCClient<Client>(link)
}

let current: Client | undefined

/** Makes a client the one that all stores use; called once, before the app is mounted. */
export function setClient(client: Client): void {
  current = client
}

/** The connected client. */
export function client(): Client {
  if (!current) throw new Error('the client is used before it is connected')
  return current
}

/**
 * Opens an unbounded stream and reads it batch by batch; each turn of the loop asks main for one more batch.
 * Leaving the loop or aborting `signal` ends it in main.
 *
 * @example for await (const rows of pull((signal) => client().watch.open(input, { signal }), signal)) …
 */
export async function* pull<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<PulledEvent<T>>>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[], void, void> {
  const events = await open(signal)
  yield* readPulled(events, (input) => client().streams.grant(input))
}
