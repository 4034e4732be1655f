import { computed, shallowRef, watch } from 'vue'
import type { MemberResources, Recovery } from '../../shared/contract/laboratory'
import { client } from '../client'
import { follow, type Followed } from './follow'

/** What the members of a local cluster use: asked for only while the window is seen, until `signal` is aborted. */
export function memberResources(id: string, signal: AbortSignal) {
  const isSeen = shallowRef(!document.hidden)
  const newest = shallowRef<readonly MemberResources[]>([])
  let asking = new AbortController()
  document.addEventListener('visibilitychange', () => (isSeen.value = !document.hidden), { signal })
  signal.addEventListener('abort', () => asking.abort(), { once: true })
  watch(
    isSeen,
    (seen) => {
      asking.abort()
      if (!seen || signal.aborted) return
      asking = new AbortController()
      const open = (inner: AbortSignal) => client().laboratory.resources({ id }, { signal: inner })
      const followed = follow(open, asking.signal)
      watch(followed, ({ value }) => value && (newest.value = value))
    },
    { immediate: true },
  )
  return { of: (name: string) => newest.value.find((each) => each.name === name), all: newest }
}

/** The recoveries of a local cluster's members, the newest first, until `signal` is aborted. */
export function memberRecoveries(id: string, signal: AbortSignal) {
  const followed = follow<readonly Recovery[]>(
    (inner) => client().laboratory.recoveries({ id }, { signal: inner }),
    signal,
  )
  return computed<Followed<readonly Recovery[]>>(() => followed.value)
}
