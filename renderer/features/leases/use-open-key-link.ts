import { toFailure } from '../../../shared/failure'
import { useFrameStore } from '../../stores/frame'
import { useOpenKeyStore } from '../../stores/open-key'
import { useTreeStore } from '../../stores/tree'
import { notify } from '../../ui/notify'

/** Goes to the Keys section, opens a key there and shows it in the tree. */
export function useOpenKeyLink(connectionId: string): (key: Uint8Array) => void {
  return (key) => {
    useFrameStore().showSection('keys')
    useOpenKeyStore(connectionId).show(key)
    useTreeStore(connectionId)
      .reveal(key)
      .catch((error: unknown) => notify.failure(toFailure(error)))
  }
}
