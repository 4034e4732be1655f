const whole = new Intl.NumberFormat('en')
const bytes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A whole number with thousands separators; exact for bigints. */
export function formatCount(count: number | bigint): string {
  return whole.format(count)
}

/** A count with its noun: `1 key`, `12,408 keys`. */
export function formatCountOf(count: number | bigint, noun: string): string {
  return `${formatCount(count)} ${noun}${Number(count) === 1 ? '' : 's'}`
}

/** A size with its unit: `512 B`, `38.2 MiB`, `2 GiB`. */
export function formatBytes(sizeBytes: number): string {
  let size = sizeBytes
  let unit = 0
  while (size >= 1024 && unit < bytes.length - 1) {
    size /= 1024
    unit++
  }
  const digits = unit === 0 || size >= 100 || Number.isInteger(size) ? 0 : 1
  return `${size.toFixed(digits)} ${bytes[unit]}`
}

/** A duration with its unit, as short as it stays true: `0.6 ms`, `12 ms`, `3.4 s`, `2 min`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.round(ms / 60_000)} min`
}
