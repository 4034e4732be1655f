import { randomBytes } from 'node:crypto'
import type { Engine } from '../../shared/contract/engines'
import type { OnExit } from '../../shared/contract/local'
import type { ClusterRecord } from './cluster-file'

/** The record of a cluster that was never started: fresh id and token, members `m1` …, two ports for each. */
export function newCluster(options: {
  readonly name: string
  readonly engine: Engine
  readonly onExit: OnExit
  readonly ports: readonly number[]
}): ClusterRecord {
  const { name, engine, onExit, ports } = options
  return {
    format: 1,
    id: `c-${randomBytes(4).toString('hex')}`,
    name,
    token: randomBytes(16).toString('hex'),
    engineId: engine.id,
    version: engine.version,
    onExit,
    createdAt: new Date().toISOString(),
    formed: false,
    resume: false,
    members: Array.from({ length: ports.length / 2 }, (_, i) => ({
      name: `m${i + 1}`,
      clientPort: ports[2 * i] ?? 0,
      peerPort: ports[2 * i + 1] ?? 0,
    })),
  }
}
