import { connect, createServer, type Socket } from 'node:net'

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

interface Pair {
  readonly sockets: readonly [Socket, Socket]
  isStalled: boolean
}

/** Starts a proxy in front of `http://host:port`. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const pairs = new Set<Pair>()
  let mode: 'through' | 'cut' | 'stalled' = 'through'
  let delayMs = 0

  const hangUp = (pair: Pair) => {
    pairs.delete(pair)
    for (const socket of pair.sockets) socket.destroy()
  }
  const server = createServer((inward) => {
    if (mode === 'cut') return void inward.destroy()
    const outward = connect(Number(targetPort), hostname)
    const pair: Pair = { sockets: [inward, outward], isStalled: mode === 'stalled' }
    pairs.add(pair)
    const pass = (from: Socket, to: Socket) => {
      from.setNoDelay(true)
      from.on('error', () => hangUp(pair)).on('close', () => !pair.isStalled && hangUp(pair))
      const waiting: { readonly chunk: Buffer; readonly dueMs: number }[] = []
      const sendDue = () => {
        if (pair.isStalled || to.destroyed) waiting.length = 0
        for (let next = waiting[0]; next && next.dueMs <= performance.now(); next = waiting[0]) {
          waiting.shift()
          // What the reader does not take makes the writer wait: a proxy must not hide a slow reader.
          if (!to.write(next.chunk)) from.pause()
        }
        if (waiting[0]) setTimeout(sendDue, waiting[0].dueMs - performance.now())
      }
      from.on('data', (chunk: Buffer) => {
        if (pair.isStalled) return
        // Bytes never overtake each other, also when the delay becomes shorter.
        waiting.push({ chunk, dueMs: performance.now() + delayMs })
        if (waiting.length === 1) sendDue()
      })
      to.on('drain', () => from.resume())
    }
    pass(inward, outward)
    pass(outward, inward)
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
      for (const pair of pairs) hangUp(pair)
    },
    stall() {
      mode = 'stalled'
      for (const pair of pairs) pair.isStalled = true
    },
    delay(ms) {
      delayMs = ms
    },
    heal() {
      mode = 'through'
      delayMs = 0
      for (const pair of pairs) if (pair.isStalled) hangUp(pair)
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) hangUp(pair)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
