import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { implement } from '@orpc/server'
import {
  changesContract,
  type ChangeOperations,
  type ChangePlanState,
  type ChangeState,
} from '../../shared/contract/changes'
import { fail } from '../../shared/failure'
import { Change } from '../changes/change'
import { Operations } from '../changes/operations'
import { planChange, type ChangeRequest } from '../changes/plan-change'
import type { Connections } from '../connections/connections'
import { linkSignals } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import type { Streams } from '../streams'

interface Kept {
  readonly change: Change
  /** Aborted by `stop`; there while it runs. */
  stop?: AbortController
}

const keptPlans = 16

/** Serves {@link changesContract}; backups and what is known of operations go to `home`/backups. */
export function changesService(home: string, connections: Connections, streams: Streams) {
  const os = implement(changesContract)
  const folder = join(home, 'backups')
  const operations = new Operations(folder, (id) => connections.client(id))
  const kept = new Map<string, Kept>()

  function keep(change: Change): Kept {
    const { id } = change.plan
    const entry = kept.get(id) ?? { change }
    kept.set(id, entry)
    for (const [old, { stop }] of kept) if (kept.size > keptPlans && !stop && old !== id) kept.delete(old)
    return entry
  }

  async function find(id: string): Promise<Kept> {
    const known = kept.get(id)
    if (known) return known
    const change = await operations.find(id)
    if (change) return keep(change)
    throw fail('notFound', 'This plan is not kept any more: make it again, or import its backup file.')
  }

  /** Where a put-back's keys come from, where that is another connection. */
  function sourceOf(connectionId: string, { past }: ChangeRequest) {
    const id = past?.source
    if (id === undefined) return undefined
    const details = { field: 'source' }
    if (id === connectionId) throw fail('invalid', 'Keys come from another source than this.', { details })
    const name = connections.rows().find((row) => row.id === id)?.name ?? ''
    return { name, client: connections.client(id) }
  }

  async function* plan(
    connectionId: string,
    request: ChangeRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [ChangePlanState], void, undefined> {
    const source = sourceOf(connectionId, request)
    const client = connections.client(connectionId)
    const { plan: facts, ttls } = yield* planChange(client, { ...request, source }, signal)
    const made = { id: randomUUID(), ...facts }
    keep(new Change({ at: Date.now(), connectionId, plan: made, request, ttls }, operations))
    yield [{ kind: 'plan', plan: made }]
  }

  type Work = (
    change: Change,
    client: EtcdClient,
    signal: AbortSignal,
  ) => AsyncIterable<readonly [ChangeState]>

  /** One run or undo of a plan at a time. */
  async function start(id: string, work: Work, signal: AbortSignal | undefined) {
    await operations.ready()
    const entry = await find(id)
    const client = connections.writableClient(entry.change.head.connectionId)
    if (entry.change.plan.count === 0)
      throw fail('precondition', 'There is nothing to change. Nothing was written.')
    if (entry.change.plan.conflicts > 0)
      throw fail('exists', 'Some of the target keys are there already. Nothing was written.', {
        details: { field: 'to' },
      })
    return streams.serve(async function* (left) {
      if (entry.stop) throw fail('precondition', 'This is being done already.')
      const stop = (entry.stop = new AbortController())
      const { signal: both, release } = linkSignals(left, stop.signal)
      try {
        yield* work(entry.change, client, both)
      } finally {
        release()
        entry.stop = undefined
      }
    }, signal)
  }

  /** One that is known in this process stands further than its file says. */
  async function list(connectionId: string): Promise<ChangeOperations> {
    const { changes, damaged } = await operations.list(connectionId)
    const states = changes.map((each) => {
      const known = kept.get(each.plan.id)
      return (known?.change ?? each).describe(known?.stop !== undefined)
    })
    return { operations: await Promise.all(states), damaged }
  }

  return os.router({
    plan: os.plan.handler(({ input: { connectionId, ...request }, signal }) =>
      streams.serve((stop) => plan(connectionId, request, stop), signal),
    ),
    run: os.run.handler(({ input, signal }) =>
      start(input.plan, (change, client, stop) => change.run(client, stop), signal),
    ),
    stop: os.stop.handler(async ({ input }) => (await find(input.plan)).stop?.abort()),
    undo: os.undo.handler(({ input, signal }) =>
      start(input.plan, (change, client, stop) => change.undo(client, stop), signal),
    ),
    list: os.list.handler(({ input }) => list(input.connectionId)),
    forget: os.forget.handler(async ({ input: { plan: id } }) => {
      if (kept.get(id)?.stop) throw fail('precondition', 'It runs now: stop it first.')
      kept.delete(id)
      await operations.forget(id)
    }),
  })
}
