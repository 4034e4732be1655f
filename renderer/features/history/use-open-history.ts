import { useFrameStore } from '../../stores/frame'
import { useHistoryStore } from '../../stores/history'
import { useHistoryViewStore } from '../../stores/history-view'

/** Goes to the History section and shows a key's revisions there, one of them chosen where it is named. */
export function useOpenHistory(connectionId: string): (key: Uint8Array, revision?: bigint) => void {
  return (key, revision) => {
    useHistoryStore(connectionId).show(key, revision)
    useHistoryViewStore(connectionId).show('key')
    useFrameStore().showSection('history')
  }
}
