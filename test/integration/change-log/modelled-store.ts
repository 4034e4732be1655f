import { EtcdClient } from '../../../main/etcd/client'
import { KV, type RangeResponse } from '../../../main/etcd/gen/etcdserverpb/kv_pb'
import { Lease } from '../../../main/etcd/gen/etcdserverpb/lease_pb'
import { seededRandom } from '../../support/random'

const text = new TextEncoder()
const all = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }

interface Modelled {
  readonly value: string
  readonly create: bigint
  readonly mod: bigint
  readonly version: bigint
  readonly lease: bigint
}

const line = (key: string, { value, create, mod, version, lease }: Modelled) =>
  [key, value, create, mod, version, lease].join(' ')

/** Every key with all that etcd keeps of it, at a revision, as a model's {@link ModelledStore.at} writes it. */
export async function contentAt(client: EtcdClient, revision: bigint): Promise<string[]> {
  const { kvs }: RangeResponse = await client.unary(KV.method.range, { ...all, revision })
  return kvs.map(({ key, value, createRevision, modRevision, version, lease }) =>
    line(Buffer.from(key).toString(), {
      ...{ value: Buffer.from(value).toString(), create: createRevision, mod: modRevision, version, lease },
    }),
  )
}

/**
 * A store that one writer changes at random (puts with and without leases, deletions, ranges, transactions, revoked
 * leases), and what it must hold at each revision, by the writer's own arithmetic.
 */
export class ModelledStore implements AsyncDisposable {
  readonly client: EtcdClient
  revision = 1n
  readonly #random: () => number
  readonly #history = new Map<bigint, readonly string[]>()
  #keys = new Map<string, Modelled>()
  readonly #leases: bigint[] = []

  constructor(endpoints: readonly string[], seed: number) {
    this.client = new EtcdClient({ endpoints })
    this.#random = seededRandom(seed)
  }

  /** The content that the store must have had; undefined for a revision that this writer did not make. */
  at(revision: bigint): readonly string[] | undefined {
    return this.#history.get(revision)
  }

  async write(changes: number): Promise<void> {
    for (let i = 0; i < changes; i++) await this.#change()
  }

  /** Attaches so many keys to a lease and revokes it: one revision deletes them, with some that stay between them. */
  async revokeMany(count: number): Promise<void> {
    const { id } = await this.client.unary(Lease.method.leaseGrant, { ttl: 900n })
    for (let from = 0; from < count; from += 100) {
      const ops = Array.from({ length: 100 }, (_, i) => ({
        ...{ name: `/many/${String(from + i).padStart(6, '0')}`, value: 'v' },
        lease: (from + i) % 1_000 === 500 ? 0n : id,
      }))
      const success = ops.map(({ name, value, lease }) => ({
        request: {
          case: 'requestPut' as const,
          value: { key: text.encode(name), value: text.encode(value), lease },
        },
      }))
      await this.client.unary(KV.method.txn, { success })
      this.#apply(ops)
    }
    await this.#revoke(id)
  }

  close(): Promise<void> {
    return this.client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #change(): Promise<void> {
    const dice = this.#random()
    if (dice < 0.05) return this.#grant()
    if (dice < 0.08) return this.#revoke()
    if (dice < 0.13) return this.#deleteRange()
    const names = [...new Set(Array.from({ length: dice < 0.4 ? 5 : 1 }, () => this.#name()))]
    const ops = names.map((name) =>
      this.#random() < 0.3
        ? { name, value: undefined, lease: 0n }
        : { name, value: `v${Math.floor(this.#random() * 1e9)}`, lease: this.#lease() },
    )
    const success = ops.map(({ name, value, lease }) => ({
      request:
        value === undefined
          ? { case: 'requestDeleteRange' as const, value: { key: text.encode(name) } }
          : {
              case: 'requestPut' as const,
              value: { key: text.encode(name), value: text.encode(value), lease },
            },
    }))
    await this.client.unary(KV.method.txn, { success })
    this.#apply(ops)
  }

  async #grant(): Promise<void> {
    const { id } = await this.client.unary(Lease.method.leaseGrant, { ttl: 900n })
    this.#leases.push(id)
  }

  async #revoke(id = this.#leases.shift()): Promise<void> {
    if (id === undefined) return
    await this.client.unary(Lease.method.leaseRevoke, { id })
    const attached = [...this.#keys].filter(([, { lease }]) => lease === id)
    this.#apply(attached.map(([name]) => ({ name, value: undefined, lease: 0n })))
  }

  async #deleteRange(): Promise<void> {
    const [from, to] = [`/m/${Math.floor(this.#random() * 4)}`, '/m/7']
    const range = { key: text.encode(from), rangeEnd: text.encode(to) }
    await this.client.unary(KV.method.deleteRange, range)
    const hit = [...this.#keys.keys()].filter((name) => name >= from && name < to)
    this.#apply(hit.map((name) => ({ name, value: undefined, lease: 0n })))
  }

  #apply(
    ops: readonly { readonly name: string; readonly value: string | undefined; readonly lease: bigint }[],
  ) {
    const effective = ops.filter(({ name, value }) => value !== undefined || this.#keys.has(name))
    if (effective.length === 0) return
    this.revision += 1n
    const mod = this.revision
    for (const { name, value, lease } of effective) {
      const known = this.#keys.get(name)
      if (value === undefined) this.#keys.delete(name)
      else
        this.#keys.set(name, {
          ...{ value, mod, lease, create: known?.create ?? mod, version: (known?.version ?? 0n) + 1n },
        })
    }
    const names = [...this.#keys.keys()].sort()
    this.#history.set(
      mod,
      names.map((name) => line(name, this.#keys.get(name) as Modelled)),
    )
  }

  #name(): string {
    return `/m/${Math.floor(this.#random() * 10)}/${Math.floor(this.#random() * 8)}`
  }

  #lease(): bigint {
    return this.#random() < 0.3 ? (this.#leases.at(-1) ?? 0n) : 0n
  }
}
