import { toFailure } from '../../../shared/failure'
import { useFrameStore } from '../../stores/frame'
import { usePanelsStore } from '../../stores/panels'
import { notify } from '../../ui/notify'
import { simpleSpec } from './panel-form'

/** Watches a key or a prefix from now on and shows the panel; one that is there already is shown instead. */
export function useOpenWatch(connectionId: string): (kind: 'key' | 'prefix', key: Uint8Array) => void {
  return (kind, key) => {
    useFrameStore().showSection('watch')
    usePanelsStore(connectionId)
      .openOnce(simpleSpec(kind, key))
      .catch((error: unknown) => notify.failure(toFailure(error)))
  }
}
