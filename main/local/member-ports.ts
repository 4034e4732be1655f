import { fail } from '../../shared/failure'
import type { ClusterRecord } from './cluster-file'
import type { Links } from './links/links'
import { freePorts, isFree, listenerPid, listensOn } from './listeners'
import type { Member } from './member'

export type ChoosePorts = (count: number) => Promise<number[]>

export interface PortOptions {
  readonly choosePorts?: ChoosePorts
  /** Listens on the link ports, where the cluster has links. */
  readonly links?: Links
}

/**
 * Gives the members that are to be started ports that are free now. Before a cluster was ever formed all of
 * their ports may move; afterwards only those that are no part of the membership, which is where the others reach a
 * member: its peer port, or its link's port where it has one. A taken one of these fails with `precondition`, saying
 * who (pid) holds it.
 */
export async function preparePorts(
  cluster: ClusterRecord,
  members: readonly Member[],
  { choosePorts = freePorts, links }: PortOptions = {},
): Promise<void> {
  for (const { record } of members) {
    const isFixed = cluster.formed && record.linkPort === undefined
    const peerTaken = !(await isFree(record.peerPort))
    if (peerTaken && isFixed) throw await peerPortTaken(record.name, record.peerPort)
    if (peerTaken) record.peerPort = await another(choosePorts)
    if (!(await isFree(record.clientPort))) record.clientPort = await another(choosePorts)
    while (links && record.linkPort !== undefined && !(await links.hold(record))) {
      if (cluster.formed) throw await peerPortTaken(record.name, record.linkPort)
      record.linkPort = await another(choosePorts)
    }
  }
}

async function another(choosePorts: ChoosePorts): Promise<number> {
  const [port] = await choosePorts(1)
  if (port === undefined) throw fail('internal', 'The kernel gave no port.')
  return port
}

async function peerPortTaken(member: string, port: number): Promise<Error> {
  const pid = await listenerPid(port)
  const holder = pid === undefined ? 'another process' : `process ${pid}`
  return fail('precondition', `Port ${port}, at which the others reach ${member}, is held by ${holder}.`, {
    details: { port, ...(pid === undefined ? {} : { pid }) },
  })
}

/** Whether a member that ended did so because a port was taken between choosing and binding it. */
export function endedForPort(member: Member): boolean {
  return /bind: (address already in use|only one usage of each socket address)/i.test(
    member.row.exit?.lastLogLines.join('\n') ?? '',
  )
}

/** Whether the process that listens on both ports of a member is the one that was started. */
export async function holdsItsPorts(member: Member): Promise<boolean> {
  const { process, clientPort, peerPort } = member.record
  if (!process) return false
  return (await listensOn(process.pid, clientPort)) && (await listensOn(process.pid, peerPort))
}
