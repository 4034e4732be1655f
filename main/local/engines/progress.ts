/**
 * What an installation is doing right now.
 * `bytes` and `total` count the download (`total` is missing while it is unknown), `bytesPerSecond` is the
 * rate over the last seconds.
 */
export interface InstallProgress {
  readonly phase: 'look-up' | 'download' | 'verify' | 'unpack'
  /** One sentence for the person. */
  readonly message: string
  readonly bytes?: number
  readonly total?: number
  readonly bytesPerSecond?: number
}

export type OnProgress = (progress: InstallProgress) => void

const windowMs = 3_000

/** Measures a rate over a sliding window of three seconds: `rate(bytesSoFar)` → bytes per second, whole. */
export function rateMeter(now: () => number = () => performance.now()): (bytes: number) => number {
  const samples: { at: number; bytes: number }[] = [{ at: now(), bytes: 0 }]
  return (bytes) => {
    const at = now()
    samples.push({ at, bytes })
    while (samples.length > 2 && at - (samples[1]?.at ?? at) > windowMs) samples.shift()
    const first = samples[0]
    if (!first || at <= first.at) return 0
    return Math.round(((bytes - first.bytes) * 1000) / (at - first.at))
  }
}
