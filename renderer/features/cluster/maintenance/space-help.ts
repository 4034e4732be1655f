import type { Failure } from '../../../../shared/failure'
import { useFrameStore } from '../../../stores/frame'
import { useMaintenanceStore } from '../../../stores/maintenance'
import { setFailureHelp } from '../../../ui/failure-help'

/** etcd's words for a full database (api/v3rpc/rpctypes/error.go). */
const isNoSpace = ({ reason }: Failure) => reason?.includes('mvcc: database space exceeded') ?? false

/** Wherever a write fails because the database is full, the space guide of the tab in front is offered. */
export function offerSpaceGuide(): void {
  const frame = useFrameStore()
  setFailureHelp((failure) => {
    const connectionId = frame.active
    if (!isNoSpace(failure) || !connectionId) return undefined
    return {
      text: 'Space guide',
      run: () => {
        frame.showSection('cluster')
        useMaintenanceStore(connectionId).ask({ what: 'guide' })
      },
    }
  })
}
