import { dirname, join } from 'node:path'
import { implement } from '@orpc/server'
import { compareContract } from '../../shared/contract/compare'
import { Comparisons } from '../compare/comparisons'
import { exportDifference, type DifferenceFile } from '../compare/export-difference'
import type { Connections } from '../connections/connections'
import { makeFolder } from '../local/folders'
import type { Streams } from '../streams'

/** Serves {@link compareContract}. A comparison lives as long as its stream is read. */
export function compareService(home: string, connections: Connections, streams: Streams) {
  const os = implement(compareContract)
  const comparisons = new Comparisons((id) => connections.client(id))
  const exportsFolder = join(home, 'exports')
  const nameOf = (id: string) => connections.rows().find((row) => row.id === id)?.name ?? ''

  async function* exportTo(job: DifferenceFile, signal: AbortSignal) {
    if (dirname(job.path) === exportsFolder) await makeFolder(exportsFolder)
    yield* exportDifference(job, signal)
  }

  return os.router({
    compare: os.compare.handler(({ input, signal }) =>
      streams.serve((stop) => comparisons.compare(input, stop), signal),
    ),
    look: os.look.handler(({ input: { comparison, prefix, separator } }) =>
      comparisons.find(comparison).table.look(prefix, separator),
    ),
    export: os.export.handler(({ input: { comparison: id, ...request }, signal }) => {
      const kept = comparisons.find(id)
      const { left, right } = kept.comparison
      const names = { left: nameOf(left.connectionId), right: nameOf(right.connectionId) }
      return streams.serve((stop) => exportTo({ ...kept, ...request, names }, stop), signal)
    }),
  })
}
