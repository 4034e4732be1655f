import type { ChangeSummary } from '../../shared/contract/history'
import { equalBytes } from '../../shared/etcd/key'

/** What a put changed; `before` is absent where the key was not there. */
export function summarize(before: Uint8Array | undefined, after: Uint8Array): ChangeSummary {
  if (!before) return { kind: 'created' }
  if (equalBytes(before, after)) return { kind: 'same' }
  return { kind: 'bytes', before: before.length, after: after.length }
}
