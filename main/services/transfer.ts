import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { implement } from '@orpc/server'
import { transferContract, type TransferPlan, type TransferProgress } from '../../shared/contract/transfer'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import { linkSignals, onAbort } from '../etcd/abort'
import { makeFolder } from '../local/folders'
import type { Streams } from '../streams'
import { exportKeys, type ExportJob } from '../transfer/export-keys'
import { planTransfer, type Planned } from '../transfer/plan-transfer'
import { runTransfer } from '../transfer/run-transfer'
import { openSource } from '../transfer/source'

interface KeptPlan {
  readonly planned: Planned
  readonly connectionId: string
  /** Aborted by `stop`. */
  readonly stop: AbortController
  isRun: boolean
}

/** Serves {@link transferContract}. A plan lives as long as its stream is read. */
export function transferService(home: string, connections: Connections, streams: Streams) {
  const os = implement(transferContract)
  const plans = new Map<string, KeptPlan>()
  const exportsFolder = join(home, 'exports')

  async function* exportTo(job: ExportJob, signal: AbortSignal) {
    if (dirname(job.path) === exportsFolder) await makeFolder(exportsFolder)
    yield* exportKeys(job, signal)
  }

  type PlanInput = Parameters<Parameters<typeof os.plan.handler>[0]>[0]['input']

  async function* plan(
    { connectionId, source: from, mapping, leases, deleteExtra }: PlanInput,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [TransferProgress | { kind: 'plan'; plan: TransferPlan }]> {
    const clientOf = (id: string) => connections.client(id)
    const source = yield* openSource({ source: from, mapping, clientOf }, signal)
    const planned = yield* planTransfer(clientOf(connectionId), source, { leases, deleteExtra }, signal)
    const id = randomUUID()
    plans.set(id, { planned, connectionId, stop: new AbortController(), isRun: false })
    try {
      yield [{ kind: 'plan', plan: { id, ...planned.plan } }]
      await new Promise<void>((resolve) => onAbort(signal, resolve))
    } finally {
      plans.delete(id)
    }
  }

  function find(id: string): KeptPlan {
    const kept = plans.get(id)
    if (!kept) throw fail('notFound', 'This dry run is not open any more: do it again.')
    return kept
  }

  return os.router({
    export: os.export.handler(({ input: { connectionId, ...job }, signal }) => {
      const client = connections.client(connectionId)
      return streams.serve((stop) => exportTo({ client, ...job }, stop), signal)
    }),
    plan: os.plan.handler(({ input, signal }) => streams.serve((stop) => plan(input, stop), signal)),
    run: os.run.handler(({ input, signal }) => {
      const kept = find(input.plan)
      const client = connections.writableClient(kept.connectionId)
      if (kept.isRun) throw fail('precondition', 'This dry run was carried out already: do it again.')
      kept.isRun = true
      return streams.serve(async function* (left) {
        const { signal: both, release } = linkSignals(left, kept.stop.signal)
        try {
          yield* runTransfer(client, kept.planned, {
            ...{ policy: input.policy, signal: both },
            ...{ folder: join(home, 'backups'), id: input.plan },
          })
        } finally {
          release()
        }
      }, signal)
    }),
    stop: os.stop.handler(({ input }) => find(input.plan).stop.abort()),
  })
}
