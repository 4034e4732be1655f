/** One put or delete as the model remembers it. */
export interface ModelEvent {
  readonly revision: bigint
  readonly kind: 'put' | 'delete'
  readonly version: bigint
  readonly createRevision: bigint
  readonly value: string
}

export type ModelOp =
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string }

/** What a store must say of its past, kept beside it by a test. */
export class HistoryModel {
  readonly #events = new Map<string, ModelEvent[]>()
  floor = 1n

  /** Takes what was carried out at a revision; a delete of what is not there is no event. */
  apply(ops: readonly ModelOp[], revision: bigint): void {
    for (const op of ops) {
      const before = this.at(op.key, revision - 1n)
      if (op.kind === 'delete' && !before) continue
      const events = this.#events.get(op.key) ?? []
      this.#events.set(op.key, events)
      const createRevision = before?.createRevision ?? revision
      const version = op.kind === 'put' ? (before?.version ?? 0n) + 1n : 0n
      events.push({
        revision,
        kind: op.kind,
        version,
        createRevision,
        value: op.kind === 'put' ? op.value : '',
      })
    }
  }

  /** The put that is there at a revision. */
  at(key: string, revision: bigint): ModelEvent | undefined {
    const last = (this.#events.get(key) ?? []).filter((each) => each.revision <= revision).at(-1)
    return last?.kind === 'put' ? last : undefined
  }

  /** The rows a list of a key's revisions must have, newest first, as short texts. */
  rows(key: string): string[] {
    const events = this.#events.get(key) ?? []
    const floor = this.at(key, this.floor)
    const seen = [...(floor ? [floor] : []), ...events.filter(({ revision }) => revision > this.floor)]
    return seen.map((event, i) => brief(event, summaryOf(event, seen[i - 1]))).reverse()
  }

  /** Keys that differ between two revisions, in key order, as short texts. */
  changed(from: bigint, to: bigint): string[] {
    return [...this.#events.keys()].sort().flatMap((key) => {
      const [was, is] = [this.at(key, from), this.at(key, to)]
      if (was?.revision === is?.revision) return []
      const kind = !was ? 'added' : is ? 'changed' : 'deleted'
      return [`${key} ${kind} ${was?.revision ?? '-'} ${is?.revision ?? '-'}`]
    })
  }

  /** Puts and deletes above the floor, by key. */
  churn(): Map<string, { revisions: number; deletes: number }> {
    const all = new Map<string, { revisions: number; deletes: number }>()
    for (const [key, events] of this.#events) {
      const seen = events.filter(({ revision }) => revision > this.floor)
      const deletes = seen.filter(({ kind }) => kind === 'delete').length
      if (seen.length > 0) all.set(key, { revisions: seen.length, deletes })
    }
    return all
  }
}

export function brief(
  row: Pick<ModelEvent, 'revision' | 'kind' | 'version' | 'createRevision'>,
  summary: string,
): string {
  return `${row.revision} ${row.kind} ${row.version} of ${row.createRevision} ${summary}`
}

function summaryOf(event: ModelEvent, before: ModelEvent | undefined): string {
  if (event.kind === 'delete') return 'deleted'
  if (event.version === 1n) return 'created'
  if (!before) return 'unseen'
  return before.value === event.value ? 'same' : 'fields'
}
