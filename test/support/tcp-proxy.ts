import { connect, createServer } from 'node:net'
import { Relay } from '../../main/local/links/relay'

/** A proxy in front of one TCP port, with the faults of a network. */
export interface TcpProxy extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string
  /** Hangs up every connection and each new one, until {@link heal}. */
  cut(): void
  /** Lets nothing through any more, old connections and new ones stay open; they are hung up at {@link heal}. */
  stall(): void
  /** Lets everything through so much later. */
  delay(ms: number): void
  heal(): void
}

/** Starts a proxy in front of `http://host:port`. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const relays = new Set<Relay>()
  let mode: 'through' | 'cut' | 'stalled' = 'through'
  let delayMs = 0

  const hangUp = () => [...relays].forEach((relay) => relay.hangUp())
  const server = createServer((inward) => {
    if (mode === 'cut') return void inward.destroy()
    const outward = connect(Number(targetPort), hostname)
    const relay = new Relay([inward, outward], () => relays.delete(relay))
    relays.add(relay)
    relay.delayMs = delayMs
    if (mode === 'stalled') relay.stall()
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
    })
  })
  return {
    endpoint: `http://127.0.0.1:${port}`,
    cut() {
      mode = 'cut'
      hangUp()
    },
    stall() {
      mode = 'stalled'
      for (const relay of relays) relay.stall()
    },
    delay(ms) {
      delayMs = ms
      for (const relay of relays) relay.delayMs = ms
    },
    heal() {
      mode = 'through'
      delayMs = 0
      for (const relay of [...relays]) {
        relay.delayMs = 0
        if (relay.isStalled) relay.hangUp()
      }
    },
    async [Symbol.asyncDispose]() {
      hangUp()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
