import { randomBytes } from 'node:crypto'
import type { Engine } from '../../shared/contract/engines'
import type { NewLocalCluster, OnExit } from '../../shared/contract/local'
import { fail } from '../../shared/failure'
import { checkEnvironment, checkFlags } from './check-extras'
import type { ClusterRecord, MemberRecord } from './cluster-file'

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

/** Refuses (`invalid`, field `onExit`) to leave a cluster behind that needs the app. */
export function checkOnExit({ links = false }: { readonly links?: boolean }, onExit: OnExit): void {
  if (links && onExit === 'keep')
    throw fail(
      'invalid',
      'A cluster whose links can be cut ends with etcdesk: its members reach each other through it.',
      { details: { field: 'onExit' } },
    )
}

/** How many ports a member of such a cluster needs. */
export const portsEach = ({ links = false }: { readonly links?: boolean }): number => (links ? 3 : 2)

/** The record of a member that was never started, with {@link portsEach} ports. */
export function newMember(name: string, ports: readonly number[]): MemberRecord {
  const [clientPort = 0, peerPort = 0, linkPort] = ports
  return { name, clientPort, peerPort, ...(linkPort === undefined ? {} : { linkPort }) }
}

const engineRecord = (engine?: Engine): Pick<MemberRecord, 'engine'> =>
  engine ? { engine: { id: engine.id, version: engine.version } } : {}

/** The record of a cluster that was never started: fresh id and token, members `m1` …. Fails as
 * {@link checkFlags} and {@link checkEnvironment} do. */
export function newCluster(options: {
  readonly name: string
  readonly engine: Engine
  /** One engine a member where they differ. */
  readonly memberEngines?: readonly Engine[]
  readonly input: NewLocalCluster
  /** {@link portsEach} for each member. */
  readonly ports: readonly number[]
}): ClusterRecord {
  const { name, engine, memberEngines, input, ports } = options
  const { onExit = 'stop', tls = false, throwAway = false, links = false } = input
  const each = portsEach(input)
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
    ...{
      tls,
      throwAway,
      links,
      flags: checkFlags(input.flags ?? []),
      env: checkEnvironment(input.env ?? {}),
    },
    members: Array.from({ length: input.members }, (_, i) => ({
      ...newMember(`m${i + 1}`, ports.slice(i * each, (i + 1) * each)),
      ...engineRecord(memberEngines?.[i]),
    })),
  }
}
