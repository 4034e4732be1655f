import type { CompareSide, ComparedSide } from '../../shared/contract/compare'
import type { KeyValue } from '../../shared/contract/kv'
import { formatId } from '../../shared/etcd/id'
import { concatBytes } from '../../shared/etcd/key'
import { rangeOf } from '../../shared/etcd/range'
import { fail, toFailure, type FailureError } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { headerRevision } from '../etcd/rows'
import { listEntries, type Entry } from '../history/list-entries'
import { pastFailure } from '../history/past-revision'
import { readEach } from '../transfer/read-each'

export type SideName = 'left' | 'right'

/** One side of a comparison, pinned to a revision. What it fails with says which side it is. */
export class PinnedSide {
  private constructor(
    readonly name: SideName,
    private readonly client: EtcdClient,
    readonly facts: ComparedSide,
  ) {}

  /** Asks once: which revision it is at, and how many keys there are. */
  static async pin(
    name: SideName,
    client: EtcdClient,
    { connectionId, prefix, revision }: CompareSide,
    signal: AbortSignal,
  ): Promise<PinnedSide> {
    const range = { ...rangeOf(prefix), countOnly: true, revision: revision ?? 0n }
    try {
      const { header, count } = await client.unary(KV.method.range, range, { signal, timeoutMs: 60_000 })
      return new PinnedSide(name, client, {
        ...{ connectionId, prefix, revision: revision ?? headerRevision(header) },
        clusterId: formatId(header?.clusterId ?? 0n),
        endpoint: client.state.endpoint ?? '',
        keys: Number(count),
      })
    } catch (error) {
      const { key } = range
      throw onSide(name, revision ? await pastFailure(client, error, { revision, key, signal }) : error)
    }
  }

  get endpoints(): readonly string[] {
    return this.client.endpoints
  }

  /** All its keys in order, each by what follows the prefix. */
  async *entries(signal: AbortSignal): AsyncGenerator<readonly Entry[], void, undefined> {
    const { prefix, revision } = this.facts
    try {
      const target = await this.client.target(signal)
      for await (const entries of listEntries({ target, prefix, revision }, signal))
        yield entries.map(({ key, modRevision }) => ({ key: key.subarray(prefix.length), modRevision }))
    } catch (error) {
      throw await this.#explained(error, signal)
    }
  }

  /** Keys as they are at its revision, by what follows the prefix. */
  async read(
    rests: readonly Uint8Array[],
    options: { readonly signal: AbortSignal; readonly keysOnly?: boolean },
  ): Promise<readonly (KeyValue | undefined)[]> {
    const { prefix, revision } = this.facts
    const keys = rests.map((rest) => (prefix.length === 0 ? rest : concatBytes(prefix, rest)))
    try {
      return await readEach(this.client, keys, { revision, ...options })
    } catch (error) {
      throw await this.#explained(error, options.signal)
    }
  }

  async #explained(error: unknown, signal: AbortSignal): Promise<FailureError> {
    const { prefix, revision } = this.facts
    const { key } = rangeOf(prefix)
    return onSide(this.name, await pastFailure(this.client, error, { revision, key, signal }))
  }
}

/** A failure that says which side it is about. */
export function onSide(side: SideName, error: unknown): FailureError {
  const { code, message, reason = '', details } = toFailure(error)
  const more = { reason, details: { ...details, side }, cause: error }
  // What a snapshot file's thread says of a file that was written comes as etcd's data loss.
  if (code === 'corrupt' && writtenMeanwhile.test(reason)) return fail('conflict', reason, more)
  return fail(code, message, more)
}

const writtenMeanwhile = /^(Somebody wrote this snapshot file|This snapshot file became shorter)/
