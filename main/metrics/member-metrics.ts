import type { MemberMetrics } from '../../shared/contract/metrics'
import { toFailure, type Failure } from '../../shared/failure'
import type { MetricsAgent } from './ask-metrics'
import type { MemberScrapes } from './member-scrapes'
import type { Scrape } from './scrape'
import type { MetricsTarget } from './targets'

/** What a member told, put together with what it told before. */
export interface Answer {
  readonly target: MetricsTarget
  readonly scrape?: Scrape
  readonly failure?: Failure
}

/** Asks one member; never throws. An answer of another member than the one that was meant is a failure. */
export async function askMember(
  agent: MetricsAgent,
  target: MetricsTarget,
  signal: AbortSignal,
): Promise<Answer> {
  if (target.failure) return { target, failure: target.failure }
  try {
    const scrape = await agent.scrape(target.url, signal)
    const other = scrape.serverId
    if (target.id !== '' && other !== undefined && other !== target.id) {
      const message = `At ${target.url} member ${other} answers, not ${target.name}: each member needs an address of its own.`
      return { target, failure: { code: 'precondition', message, details: { endpoint: target.url } } }
    }
    return { target, scrape }
  } catch (error) {
    return { target, failure: toFailure(error) }
  }
}

/** One row of what a round told. `scrapes` holds the member's last scrapes, with this one. */
export function toMemberMetrics(
  { target, scrape, failure }: Answer,
  scrapes: MemberScrapes | undefined,
): MemberMetrics {
  const { id, name, url, isOwnUrl } = target
  if (!scrape || !scrapes) return { id, name, url, isOwnUrl, failure, figures: {}, grpc: {}, peers: [] }
  const { startedAtSeconds, isLeader, hasLeader, revision, compactRevision = -1, keys } = scrape.values
  return {
    id: scrape.serverId ?? id,
    name,
    url,
    isOwnUrl,
    version: scrape.serverVersion,
    startedAtMs: startedAtSeconds === undefined ? undefined : startedAtSeconds * 1_000,
    isLeader: isLeader === undefined ? undefined : isLeader > 0,
    hasLeader: hasLeader === undefined ? undefined : hasLeader > 0,
    ...scrapes.figures(),
    walFsync: scrapes.recent('walFsync'),
    backendCommit: scrapes.recent('backendCommit'),
    peers: scrapes.peers(),
    revision,
    // -1 is what etcd starts with.
    compactRevision: compactRevision > 0 ? compactRevision : undefined,
    keys,
  }
}
