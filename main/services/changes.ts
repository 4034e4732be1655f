import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { implement } from '@orpc/server'
import { changesContract, type ChangePlanState, type ChangeState } from '../../shared/contract/changes'
import { fail } from '../../shared/failure'
import { Change } from '../changes/change'
import { planChange, type ChangeRequest } from '../changes/plan-change'
import type { Connections } from '../connections/connections'
import { linkSignals } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import type { Streams } from '../streams'

interface Kept {
  readonly change: Change
  readonly connectionId: string
  /** Aborted by `stop`; there while it runs. */
  stop?: AbortController
}

const keptPlans = 16

/** Serves {@link changesContract}; backups go to `home`/backups. */
export function changesService(home: string, connections: Connections, streams: Streams) {
  const os = implement(changesContract)
  const kept = new Map<string, Kept>()

  function keep(id: string, entry: Kept) {
    kept.set(id, entry)
    for (const [old, { stop }] of kept) if (kept.size > keptPlans && !stop) kept.delete(old)
  }

  function find(id: string): Kept {
    const entry = kept.get(id)
    if (entry) return entry
    throw fail('notFound', 'This plan is not kept any more: make it again, or import its backup file.')
  }

  async function* plan(
    connectionId: string,
    request: ChangeRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [ChangePlanState], void, undefined> {
    const facts = yield* planChange(connections.client(connectionId), request, signal)
    const made = { id: randomUUID(), ...facts }
    keep(made.id, { change: new Change(made, request, join(home, 'backups')), connectionId })
    yield [{ kind: 'plan', plan: made }]
  }

  type Work = (
    change: Change,
    client: EtcdClient,
    signal: AbortSignal,
  ) => AsyncIterable<readonly [ChangeState]>

  /** One run or undo of a plan at a time. */
  function start(id: string, work: Work, signal: AbortSignal | undefined) {
    const entry = find(id)
    const client = connections.writableClient(entry.connectionId)
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

  return os.router({
    plan: os.plan.handler(({ input: { connectionId, ...request }, signal }) =>
      streams.serve((stop) => plan(connectionId, request, stop), signal),
    ),
    run: os.run.handler(({ input, signal }) =>
      start(input.plan, (change, client, stop) => change.run(client, stop), signal),
    ),
    stop: os.stop.handler(({ input }) => find(input.plan).stop?.abort()),
    undo: os.undo.handler(({ input, signal }) =>
      start(input.plan, (change, client, stop) => change.undo(client, stop), signal),
    ),
  })
}
