import { setTimeout as delay } from 'node:timers/promises'
import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { LinkKind, LocalLink } from '../../../shared/contract/local'
import { unreachable } from '../../../shared/unreachable'
import type { ClusterRecord, MemberRecord } from '../cluster-file'
import { dialerOf } from './dialer'
import { Relay } from './relay'

/** How a link stands; `delayMs` matters for `slow` alone. */
export interface LinkState {
  readonly kind: LinkKind
  readonly delayMs?: number
}

interface Passing {
  readonly relay: Relay
  /** Undefined for a stranger, whom no link concerns. */
  readonly from: string | undefined
  readonly to: string
}

const up: LinkState = { kind: 'up' }
// A process that was started this moment may not be written down yet.
const lookAgainMs = [0, 30, 100]

/**
 * The ports of the app through which the members of one cluster reach each other. Each member advertises its own; who
 * dials it is told by the system's table of sockets, so that each pair has a link of its own, with TLS too.
 */
export class Links {
  readonly #cluster: ClusterRecord
  readonly #servers = new Map<string, { readonly server: Server; readonly port: number }>()
  readonly #states = new Map<string, LinkState>()
  readonly #passing = new Set<Passing>()

  constructor(cluster: ClusterRecord) {
    this.#cluster = cluster
  }

  /** The links that are not up, in the order of the members. */
  get rows(): readonly LocalLink[] {
    const names = this.#cluster.members.map(({ name }) => name)
    return names.flatMap((first, i) =>
      names.slice(i + 1).flatMap((second): LocalLink[] => {
        const { kind, delayMs } = this.#states.get(pair(first, second)) ?? up
        if (kind === 'up') return []
        return [{ between: [first, second], kind, ...(delayMs === undefined ? {} : { delayMs }) }]
      }),
    )
  }

  /** Changes the link between two members, for open connections too. */
  set(first: string, second: string, state: LinkState): void {
    this.#states.set(pair(first, second), state)
    for (const each of [...this.#passing])
      if (each.from !== undefined && pair(each.from, each.to) === pair(first, second))
        apply(each.relay, state)
  }

  /** Listens on a member's link port; false when somebody else does. Nothing to do when this one listens there already. */
  async hold(member: MemberRecord): Promise<boolean> {
    const { name, linkPort: port } = member
    if (port === undefined || this.#servers.get(name)?.port === port) return true
    this.release(name)
    const server = createServer({ pauseOnConnect: true }, (inward) => void this.#accept(member, inward))
    const listens = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(true))
    })
    if (listens) this.#servers.set(name, { server, port })
    return listens
  }

  /** Gives a member's link port back and hangs up what goes through it. */
  release(name: string): void {
    this.#servers.get(name)?.server.close()
    this.#servers.delete(name)
    for (const each of [...this.#passing]) if (each.to === name || each.from === name) each.relay.hangUp()
  }

  /** Gives all ports back; all links are up when they are held again. */
  close(): void {
    for (const name of [...this.#servers.keys()]) this.release(name)
    this.#states.clear()
  }

  async #accept(member: MemberRecord, inward: Socket): Promise<void> {
    inward.on('error', () => inward.destroy())
    const from = await this.#dialer(inward, member)
    const state = (from !== undefined && this.#states.get(pair(from, member.name))) || up
    if (inward.destroyed || !this.#servers.has(member.name) || state.kind === 'cut')
      return void inward.destroy()
    const outward = connect(member.peerPort, '127.0.0.1')
    const passing: Passing = {
      relay: new Relay([inward, outward], () => this.#passing.delete(passing)),
      from,
      to: member.name,
    }
    this.#passing.add(passing)
    apply(passing.relay, state)
    inward.resume()
  }

  async #dialer(inward: Socket, member: MemberRecord): Promise<string | undefined> {
    const { remotePort, localPort } = inward
    if (remotePort === undefined || localPort === undefined) return undefined
    for (const waitMs of lookAgainMs) {
      if (waitMs > 0) await delay(waitMs)
      const others = this.#cluster.members.filter((each) => each !== member && each.process)
      const pids = others.flatMap(({ process }) => process?.pid ?? [])
      const pid = await dialerOf(remotePort, localPort, pids)
      if (pid !== undefined) return others.find(({ process }) => process?.pid === pid)?.name
    }
    return undefined
  }
}

const pair = (first: string, second: string): string => [first, second].sort().join(' ')

function apply(relay: Relay, { kind, delayMs = 0 }: LinkState): void {
  relay.delayMs = kind === 'slow' ? delayMs : 0
  switch (kind) {
    case 'cut':
      return relay.hangUp()
    case 'blackhole':
      return relay.stall()
    case 'up':
    case 'slow':
      // What was lost in it makes it useless.
      return relay.isStalled ? relay.hangUp() : undefined
    default:
      return unreachable(kind)
  }
}
