export { formatBytes, formatCount, formatCountOf, formatMs } from '../../shared/format'

/** How long ago a time was: `just now`, `5 min ago`, `2 h ago`, `yesterday`, `12 days ago`. */
export function formatAgo(unixMs: number, nowMs = Date.now()): string {
  const seconds = Math.max(0, (nowMs - unixMs) / 1000)
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  const days = Math.floor(seconds / 86_400)
  return days === 1 ? 'yesterday' : `${days} days ago`
}
