import type { TxnLimit } from './apply-steps'
import { stepBytes, type Step } from './plan-step'

/** Below etcd's 1.5 MiB for a request, with room for what goes around keys and values. */
const maxBytes = 1 << 20

/**
 * Cuts steps into portions of one transaction: as many operations as the server takes by now and about 1 MiB. A single
 * one that is larger goes alone, for etcd to judge.
 */
export async function* stepPortions(
  batches: AsyncIterable<readonly Step[]>,
  limit: TxnLimit,
): AsyncGenerator<readonly Step[], void, undefined> {
  let portion: Step[] = []
  let bytes = 0
  let ops = 0
  for await (const batch of batches) {
    for (const step of batch) {
      const size = stepBytes(step)
      const more = Math.max(step.ops.length, step.guards.length)
      if (portion.length > 0 && (ops + more > limit.ops || bytes + size > maxBytes)) {
        yield portion
        portion = []
        bytes = 0
        ops = 0
      }
      portion.push(step)
      bytes += size
      ops += more
    }
  }
  if (portion.length > 0) yield portion
}
