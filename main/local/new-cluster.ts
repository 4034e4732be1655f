import { randomBytes } from 'node:crypto'
import type { Engine } from '../../shared/contract/engines'
import type { OnExit } from '../../shared/contract/local'
import { fail } from '../../shared/failure'
import type { ClusterRecord } from './cluster-file'

/** Refuses (`invalid`, field `members`) a size no local cluster is made with, and says why. */
export function checkSize(members: number): void {
  const details = { field: 'members' }
  if (members % 2 === 0)
    throw fail(
      'invalid',
      `${members} members tolerate no more failures than ${members - 1}: a majority of ${members} is ${members / 2 + 1}. Take 1, 3 or 5.`,
      { details },
    )
  if (members > 5) throw fail('invalid', 'A local cluster is made with 1, 3 or 5 members.', { details })
}

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
    ...{ tls: false, throwAway: false, links: false, flags: [], env: {} },
    members: Array.from({ length: ports.length / 2 }, (_, i) => ({
      name: `m${i + 1}`,
      clientPort: ports[2 * i] ?? 0,
      peerPort: ports[2 * i + 1] ?? 0,
    })),
  }
}
