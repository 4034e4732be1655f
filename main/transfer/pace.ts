/** True at most every `intervalMs` (default 100): when it is time to tell how far it is. */
export function pace(intervalMs = 100): () => boolean {
  let last = performance.now()
  return () => {
    const now = performance.now()
    if (now - last < intervalMs) return false
    last = now
    return true
  }
}
