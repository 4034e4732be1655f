import { useChangesStore } from '../../../stores/changes'
import { useOperationsStore } from '../../../stores/operations'

/** Asks to put all that begins with a prefix (empty: all keys) back to what it was at a revision: a dry run comes first. */
export function askToPutBack(connectionId: string, prefix: Uint8Array, revision: bigint): void {
  useChangesStore(connectionId).ask(useOperationsStore(connectionId).pastSubject(prefix, revision))
}
