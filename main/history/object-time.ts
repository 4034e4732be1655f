import type { RevisionTime } from '../../shared/contract/history'
import { isRecord } from '../../shared/history/field-changes'
import type { Content } from './content'

/** How far the clocks of those who write and of those who watch may be apart. */
const slackMs = 60_000

/** The better of what the object says and what was observed: its own time, unless that lies outside of what was seen. */
export function betterTime(
  ofObject: number | undefined,
  observed: RevisionTime | undefined,
): RevisionTime | undefined {
  if (ofObject === undefined) return observed
  const isOutside =
    observed && (ofObject > observed.ms + slackMs || ofObject < (observed.afterMs ?? ofObject) - slackMs)
  return isOutside ? observed : { source: 'object', ms: ofObject }
}

/**
 * When a put was made, in milliseconds since 1970, where the value itself says so for certain: a Kubernetes object that
 * was created (creationTimestamp), or of whose managers one wrote later than all had before. `before` is absent when
 * the key was not there.
 */
export function objectTime(before: Content | undefined, after: Content): number | undefined {
  const now = metadataOf(after)
  if (!now) return undefined
  const newest = newestWrite(now)
  if (!before) {
    const created = timeOf(now['creationTimestamp'])
    // Written again later than it says: an old object that was put back.
    return created !== undefined && (newest ?? created) - created < slackMs ? created : undefined
  }
  const last = newestWrite(metadataOf(before))
  return newest !== undefined && last !== undefined && newest > last ? newest : undefined
}

function newestWrite(metadata: Record<string, unknown> | undefined): number | undefined {
  const managers = metadata?.['managedFields']
  if (!Array.isArray(managers)) return undefined
  const times = managers.map((each: unknown) => (isRecord(each) ? timeOf(each['time']) : undefined))
  return times.reduce<number | undefined>(
    (newest, time) => (time !== undefined && (newest === undefined || time > newest) ? time : newest),
    undefined,
  )
}

function metadataOf({ document }: Content): Record<string, unknown> | undefined {
  const root = document?.root
  if (!isRecord(root) || typeof root['kind'] !== 'string' || typeof root['apiVersion'] !== 'string')
    return undefined
  return isRecord(root['metadata']) ? root['metadata'] : undefined
}

function timeOf(text: unknown): number | undefined {
  const ms = typeof text === 'string' ? Date.parse(text) : NaN
  return Number.isNaN(ms) ? undefined : ms
}
