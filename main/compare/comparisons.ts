import { randomUUID } from 'node:crypto'
import {
  maxDifferences,
  type CompareRow,
  type CompareSide,
  type Comparison,
} from '../../shared/contract/compare'
import { equalBytes } from '../../shared/etcd/key'
import { fail } from '../../shared/failure'
import { onAbort, throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { pace } from '../transfer/pace'
import { compareSides } from './compare-sides'
import { DifferenceTable } from './difference-table'
import { comparedBy } from './lineage'
import { onSide, PinnedSide, type SideName } from './pinned-side'

/** A comparison that was made, with what it found. */
export interface Kept {
  readonly comparison: Comparison
  readonly table: DifferenceTable
  readonly left: PinnedSide
  readonly right: PinnedSide
}

export interface CompareInput {
  readonly left: CompareSide
  readonly right: CompareSide
}

/** Comparisons that somebody looks at: each is kept as long as its stream is read. */
export class Comparisons {
  readonly #kept = new Map<string, Kept>()

  /** @param clientOf of an open connection; throws where it is not open */
  constructor(private readonly clientOf: (connectionId: string) => EtcdClient) {}

  /** See the contract's `compare.compare`. */
  async *compare(
    input: CompareInput,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [CompareRow], void, undefined> {
    checkDifferent(input)
    const pins = await Promise.all([this.#pin('left', input, signal), this.#pin('right', input, signal)])
    const [left, right] = pins
    checkRevisions(left, right)
    const by = comparedBy(originOf(left), originOf(right))
    const table = new DifferenceTable(maxDifferences)
    const total = left.facts.keys + right.facts.keys
    const isDue = pace()
    let same = 0
    for await (const state of compareSides({ left, right, by, table }, signal)) {
      same = state.same
      if (isDue()) yield [{ kind: 'progress', done: state.done, total: Math.max(total, state.done) }]
    }
    throwIfAborted(signal)
    const id = randomUUID()
    const facts = { id, left: left.facts, right: right.facts, by }
    const comparison = { ...facts, counts: table.counts, same, kept: table.size }
    this.#kept.set(id, { comparison, table, left, right })
    try {
      yield [{ kind: 'done', comparison }]
      await new Promise<void>((resolve) => onAbort(signal, resolve))
    } finally {
      this.#kept.delete(id)
    }
  }

  /** One that is kept; `notFound` otherwise. */
  find(id: string): Kept {
    const kept = this.#kept.get(id)
    if (!kept) throw fail('notFound', 'This comparison is not open any more: compare again.')
    return kept
  }

  async #pin(name: SideName, input: CompareInput, signal: AbortSignal): Promise<PinnedSide> {
    const side = input[name]
    let client: EtcdClient
    try {
      client = this.clientOf(side.connectionId)
    } catch (error) {
      throw onSide(name, error)
    }
    return PinnedSide.pin(name, client, side, signal)
  }
}

const originOf = ({ facts: { connectionId, clusterId }, endpoints }: PinnedSide) => ({
  connectionId,
  clusterId,
  endpoints,
})

const sameDetails = { field: 'connection', side: 'right' }

function checkDifferent({ left, right }: CompareInput): void {
  const isSame =
    left.connectionId === right.connectionId &&
    left.revision === right.revision &&
    equalBytes(left.prefix, right.prefix)
  if (isSame)
    throw fail('invalid', 'Both sides are the same: choose another source, revision or prefix.', {
      details: sameDetails,
    })
}

/** One revision may be named and the other be the newest, and both mean the same. */
function checkRevisions({ facts: left }: PinnedSide, { facts: right }: PinnedSide): void {
  if (left.connectionId !== right.connectionId || left.revision !== right.revision) return
  if (equalBytes(left.prefix, right.prefix))
    throw fail('invalid', `Both sides are the same source at revision ${left.revision}.`, {
      details: sameDetails,
    })
}
