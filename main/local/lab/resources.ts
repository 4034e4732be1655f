import { setTimeout as delay } from 'node:timers/promises'
import type { MemberResources } from '../../../shared/contract/laboratory'
import { fail } from '../../../shared/failure'
import type { LocalClusters } from '../local-clusters'
import { dataSize } from './data-size'
import { readUsage } from './process-usage'

const everyMs = 1_000

interface Sample {
  readonly pid: number
  readonly cpuMs: number
  readonly atMs: number
}

/**
 * What the members of a cluster use, once a second while the reader asks for more; processor time from the second sample
 * on. Fails with `notFound` when there is no such cluster (any more); ends when the signal aborts.
 */
export async function* followResources(
  clusters: LocalClusters,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<readonly [readonly MemberResources[]], void, void> {
  const last = new Map<string, Sample>()
  while (!signal.aborted) {
    const row = clusters.list().find((each) => each.id === id)
    if (!row) throw fail('notFound', 'There is no such cluster.', { details: { id } })
    const members = row.members.map(({ name }) => clusters.member(id, name))
    yield [
      await Promise.all(
        members.map(async ({ record: { name, process: identity }, dataDir }) => {
          const usage = identity && (await readUsage(identity))
          const data = await dataSize(dataDir)
          if (!identity || !usage) return { name, data }
          const now = { pid: identity.pid, cpuMs: usage.cpuMs, atMs: performance.now() }
          const before = last.get(name)
          last.set(name, now)
          const { residentBytes, openFiles } = usage
          const cpuPercent = before?.pid === now.pid ? percent(before, now) : undefined
          return { name, data, process: { cpuPercent, residentBytes, openFiles } }
        }),
      ),
    ]
    await delay(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

const percent = (before: Sample, now: Sample): number =>
  Math.max(0, (100 * (now.cpuMs - before.cpuMs)) / Math.max(1, now.atMs - before.atMs))
