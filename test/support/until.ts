/**
 * Asks `probe` again and again until it answers something truthy, and resolves with that answer.
 * A probe that throws counts as "not yet". Rejects after `timeoutMs` (default 10 s) with the last thing the probe
 * threw or answered, so a failed test says what it was waiting for.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  options: { timeoutMs?: number; intervalMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const { timeoutMs = 10_000, intervalMs = 20, what = probe.toString() } = options
  const deadline = performance.now() + timeoutMs
  let last: unknown
  do {
    try {
      const answer = await probe()
      if (answer) return answer as NonNullable<T>
      last = answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs))
  } while (performance.now() < deadline)
  throw new Error(`Not within ${timeoutMs} ms: ${what}; last: ${String(last)}`, { cause: last })
}
