import { onScopeDispose } from 'vue'

/**
 * Calls `look` while the surrounding scope lives and the window can be seen, each time anew; the signal is aborted when one of
 * both ends. For what costs the cluster something and nobody needs when nobody looks.
 */
export function useWhileSeen(look: (until: AbortSignal) => void): void {
  let looking: AbortController | undefined
  const update = () => {
    if (document.hidden) {
      looking?.abort()
      looking = undefined
    } else if (!looking) {
      looking = new AbortController()
      look(looking.signal)
    }
  }
  document.addEventListener('visibilitychange', update)
  update()
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', update)
    looking?.abort()
  })
}
