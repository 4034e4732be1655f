import type { Socket } from 'node:net'

const heldLimitBytes = 16 * 1024 * 1024

/**
 * Two sockets of which each gets what the other sends, with the faults of a network. A reader that is slow makes the
 * writer wait. When either ends, both do, and `onClose` is called.
 */
export class Relay {
  /** Milliseconds by which each byte is late; bytes never overtake each other, also when it becomes shorter. */
  delayMs = 0
  readonly #sockets: readonly [Socket, Socket]
  readonly #onClose: () => void
  #isStalled = false

  constructor(sockets: readonly [Socket, Socket], onClose: () => void) {
    this.#sockets = sockets
    this.#onClose = onClose
    this.#pass(sockets[0], sockets[1])
    this.#pass(sockets[1], sockets[0])
  }

  /** Lets nothing through any more; both sockets stay open, also when one ends. What is sent is lost. */
  stall(): void {
    this.#isStalled = true
  }

  get isStalled(): boolean {
    return this.#isStalled
  }

  /** Ends both sockets at once. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#onClose()
  }

  #pass(from: Socket, to: Socket): void {
    const held: { readonly chunk: Buffer; readonly dueMs: number }[] = []
    let heldBytes = 0
    const sendDue = () => {
      if (this.#isStalled || to.destroyed) held.length = heldBytes = 0
      for (let next = held[0]; next && next.dueMs <= performance.now(); next = held[0]) {
        held.shift()
        heldBytes -= next.chunk.byteLength
        if (!to.write(next.chunk)) from.pause()
      }
      if (!to.writableNeedDrain && heldBytes < heldLimitBytes) from.resume()
      if (held[0]) setTimeout(sendDue, held[0].dueMs - performance.now())
    }
    from.setNoDelay(true)
    from.on('error', () => this.hangUp())
    from.on('close', () => !this.#isStalled && this.hangUp())
    to.on('drain', () => from.resume())
    from.on('data', (chunk: Buffer) => {
      if (this.#isStalled) return
      held.push({ chunk, dueMs: performance.now() + this.delayMs })
      heldBytes += chunk.byteLength
      if (heldBytes >= heldLimitBytes) from.pause()
      if (held.length === 1) sendDue()
    })
  }
}
